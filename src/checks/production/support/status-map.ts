import { valueText } from '../../../domain/effect.js'
import type { StatusMapping } from '../../../domain/master.js'
import type { EntityState, FactState, StateWrite } from '../../../journal/evidence-types.js'
import type { Evidence } from '../../../journal/evidence.js'
import type { Claim } from '../../contract.js'

const owner = 'status-map-correct'

/** What the status of an order in another system is here, by the table of the header. */
export interface Mapped {
  readonly row: StatusMapping
  /** What says so; none where nothing has happened to the order yet. */
  readonly facts: readonly FactState[]
}

export function statusMapOf({ header }: Evidence): readonly StatusMapping[] {
  return header.plan.master.statusMap ?? []
}

export function isOrderStatus({ dims }: EntityState, group: string): boolean {
  return group === 'status' && dims['order'] !== undefined && dims['routingStep'] === undefined
}

/** Facts say what the order's status is in this system: who dispatches it has just that to write. */
export function isSaidByFacts({ obliged }: EntityState, group: string): boolean {
  return obliged.has(group)
}

/** What had happened to an order in another system, and was not taken back. */
function happened(evidence: Evidence, from: string, { entity, seq }: StateWrite): readonly FactState[] {
  const { plant = '', order = '' } = entity.dims
  const own = [...evidence.facts.values()].filter(
    (fact) => fact.source === from && fact.seq < seq && fact.plant === plant && fact.dims['order'] === order,
  )
  const cancelled = new Set(own.map(({ reverses }) => reverses))
  return own.filter(({ eid, reverses, dims }) => reverses === '' && !cancelled.has(eid) && dims['routingStep'] !== undefined)
}

/** An order is completed once each step of its routing has ended, and running once anything was made. */
function floorStatusOf(evidence: Evidence, facts: readonly FactState[], { entity }: StateWrite): string {
  const { plant, order } = entity.dims
  const master = evidence.header.plan.master.orders.find((each) => each.id === order && each.plant === plant)
  const ended = new Set(facts.flatMap(({ expect, dims }) => (expect.some(({ at }) => at.measure.ends === true) ? dims['routingStep'] : [])))
  if (master?.routingSteps.every(({ id }) => ended.has(id)) === true) return 'completed'
  return facts.length === 0 ? 'dispatched' : 'running'
}

/**
 * The row of a status that is nothing in another system, for a fact of an order that had to be rejected, and for which the order was
 * given a status there all the same.
 */
function unmappedRow(evidence: Evidence, { must, source, dims, postings }: FactState): StatusMapping | undefined {
  if (must !== 'REJECT' || dims['order'] === undefined || dims['routingStep'] !== undefined) return undefined
  const isGiven = ({ entity, group, derived }: StateWrite): boolean =>
    !derived && isOrderStatus(entity, group) && entity.dims['order'] === dims['order']
  const given = postings.flatMap(({ writes }) => writes.filter(isGiven))
  return statusMapOf(evidence).find(
    ({ from, to, becomes }) => becomes === undefined && from === source && given.some(({ entity }) => entity.system === to),
  )
}

function isUnmapped(evidence: Evidence, fact: FactState): boolean {
  return unmappedRow(evidence, fact) !== undefined
}

/** What had to be rejected, and was written. */
function unmappedFor(evidence: Evidence, { posting }: StateWrite): Mapped | undefined {
  for (const fact of posting.facts) {
    const row = unmappedRow(evidence, fact)
    if (row) return { row, facts: [fact] }
  }
  return undefined
}

/** What a status that no fact says ought to be, by what had happened in the other system; nothing where the table says nothing of it. */
export function mappedFor(evidence: Evidence, write: StateWrite): Mapped | undefined {
  const rows = statusMapOf(evidence).filter(({ to }) => to === write.entity.system)
  const [first] = rows
  if (!first) return undefined
  const unmapped = unmappedFor(evidence, write)
  if (unmapped) return unmapped
  const facts = happened(evidence, first.from, write)
  const status = floorStatusOf(evidence, facts, write)
  const row = rows.find((each) => each.status === status)
  return row && { row, facts }
}

/** Whether somebody made of an order what the table does not make of it. */
export function isOffTheMap(evidence: Evidence, write: StateWrite): boolean {
  const { entity, group, derived, after } = write
  if (derived || !isOrderStatus(entity, group) || isSaidByFacts(entity, group)) return false
  const mapped = mappedFor(evidence, write)
  return mapped !== undefined && mapped.row.becomes !== valueText(after)
}

/** The status of an order, where a table says what it is in each system. */
export const orderStatuses: Claim = {
  owner,
  state: isOrderStatus,
  // What is written along with a status that is nothing there is part of the same mistake.
  write: (evidence, write) => isOffTheMap(evidence, write) || write.posting.facts.some((fact) => isUnmapped(evidence, fact)),
  fact: (evidence, fact, ending) => ending === 'forbidden' && isUnmapped(evidence, fact),
}
