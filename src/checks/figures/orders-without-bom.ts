import { valueText } from '../../domain/effect.js'
import { bomUseEntity } from '../../domain/engineering.js'
import type { CallState, FactState, StateExpectation } from '../../journal/evidence-types.js'
import type { Evidence } from '../../journal/evidence.js'
import { playing } from '../../journal/parts.js'
import type { FigureRow } from './contract.js'
import type { FigureKind } from './kind.js'
import { activationOf, type Activation } from './support/activations.js'
import type { Facts } from './support/facts.js'
import { openOrders, type OpenOrder } from './support/orders.js'
import { entityIn } from './support/players.js'

const byIntegration = 'by the integration'
const waitsFor = 'waits for'

/** Whether the revision of an order was ever the active one on the shop floor: an order keeps it, whatever became active since. */
function hasBom(evidence: Evidence, { order: { plant, item }, revision }: OpenOrder): boolean {
  const isOpening = evidence.header.plan.master.boms.some((bom) => bom.plant === plant && bom.item === item && bom.revision === revision)
  const writes = entityIn(evidence, 'floor', bomUseEntity(plant, item))?.groups.get('active') ?? []
  return isOpening || writes.some(({ after }) => valueText(after) === revision)
}

/** By order: the last answer to a call that was to release it, if that was that there is no bill of material. */
function refusedReleases({ header, calls }: Evidence): ReadonlyMap<string, CallState> {
  const ledger = playing(header.words, 'ledger')
  const found = new Map<string, CallState>()
  for (const call of calls.values()) {
    const { order, plant = '' } = call.dims
    if (call.system !== ledger || order === undefined || !call.posts) continue
    const key = JSON.stringify([plant, order])
    if (call.code === 'NO_ACTIVE_BOM') found.set(key, call)
    else if (call.status < 300) found.delete(key)
  }
  return found
}

/** What is to make it the active one there; the newest, if several are. */
function activationFor(facts: Facts, { order: { plant, item }, revision }: OpenOrder): Activation | undefined {
  const obliged = entityIn(facts.evidence, 'floor', bomUseEntity(plant, item))?.obliged.get('active')
  const states: StateExpectation[] = [...(obliged?.byVersion.values() ?? [])].flat()
  const state = states.findLast(({ after, fact }) => valueText(after) === revision && fact.must !== 'IGNORE')
  return state && activationOf(facts, state)
}

/** The oldest of what is open of its revision: an approval, an exception, a message. */
function openPart(facts: Facts, activation: Activation | undefined): { readonly words: string; readonly fact?: FactState } {
  if (!activation) return { words: 'a publication' }
  const { missing, complete, parts } = activation
  if (missing.length > 0) return { words: `approval by ${missing.join(', ')}`, fact: complete }
  const all = [...parts, complete].toSorted((a, b) => a.seq - b.seq)
  const parked = all.find((fact) => facts.isWithPeople(fact))
  if (parked) return { words: `people, who have ${parked.businessKey}`, fact: parked }
  const undone = all.find((fact) => facts.isPending(fact)) ?? complete
  return { words: undone.businessKey, fact: undone }
}

function rowOf(facts: Facts, open: OpenOrder, refused: CallState | undefined): FigureRow {
  const { order, revision, status, entity } = open
  const activation = activationFor(facts, open)
  const { words, fact } = openPart(facts, activation)
  const cells = { item: order.item, revision, status, [byIntegration]: activation?.isOpen === true ? 'yes' : '', [waitsFor]: words }
  const writes = entity?.groups.get('revision')?.at(-1)
  const records = [...(writes ? [writes.seq] : []), ...(refused ? [refused.seq] : [])]
  return { plant: order.plant, key: `order ${order.id}`, cells, ...facts.about(fact ? [fact] : [], records) }
}

/** Orders whose revision the shop floor has no bill of material of, or that were not released for want of one. */
export const ordersWithoutBom: FigureKind = {
  name: 'orders-without-bom',
  title: 'orders blocked for want of a bill of material',
  columns: ['item', 'revision', 'status', byIntegration, waitsFor],
  covers: ['revision-validation'],
  rows(facts) {
    const { evidence } = facts
    const refused = refusedReleases(evidence)
    if (playing(evidence.header.words, 'floor') === undefined) return []
    return openOrders(evidence).flatMap((open) => {
      const refusal = open.status === 'created' ? refused.get(JSON.stringify([open.order.plant, open.order.id])) : undefined
      return refusal || !hasBom(evidence, open) ? [rowOf(facts, open, refusal)] : []
    })
  },
  parts: (rows) => {
    const own = rows.filter(({ cells }) => cells[byIntegration] !== '').length
    return [
      { name: 'in all', count: rows.length },
      { name: byIntegration, count: own },
      { name: 'waiting for the business', count: rows.length - own },
    ]
  },
}
