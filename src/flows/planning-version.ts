import type { Gate } from '../domain/fact.js'
import { openingItems, type Item, type PlanRow, type PlanVersion } from '../domain/master.js'
import { activeValue, planEntity, planPages, planRowEntity, planRowValue, planSourceValue } from '../domain/planning.js'
import { quantityToNumber } from '../domain/quantity.js'
import { exactInBaseUnit } from '../domain/units.js'
import type { CommandWorld, Expectation, FactsInView, Flow, FlowWorld, PlannedCommand } from './contract.js'
import { erp, itemType, record, text, whole } from './engineering.js'

const plan = 'plan'
const planType = 'org.mfgsync.plan.version.published.v1'

/** Payload of `org.mfgsync.plan.version.published.v1`: what there is to be read, and not what it says. */
export interface PlanPayload {
  readonly publication: string
  readonly plan: string
  readonly version: number
  readonly rows: number
  readonly pages: number
  readonly publishedAt: string
  /** A version that this one puts right, under a number of its own: it may be lower than what is in force. */
  readonly correctionOf?: number
}

const schema = record('A version of the plan was published; its rows are read page by page.', {
  publication: text('Business key.'),
  plan: text('Plan that it is a version of.'),
  version: whole('Version: the highest one counts, whenever it comes.'),
  rows: whole('Rows in all.'),
  pages: whole('Pages that they come in.'),
  publishedAt: { type: 'string', format: 'date-time', description: 'When it was published.' },
  'correctionOf?': whole('Version that it corrects.'),
})

/** Throws for a version that is not there: planned payloads are ours, and so is the mistake. */
function versionOf({ version }: PlanPayload, { master }: FlowWorld): PlanVersion {
  const found = master.plans?.find((each) => each.version === version)
  if (!found) throw new Error(`The version ${version} of the plan is not in the master data.`)
  return found
}

function inBase({ item: id, quantity, unit }: PlanRow, items: ReadonlyMap<string, Item>): string {
  const item = items.get(id)
  const base = item && exactInBaseUnit(item, quantity, unit)
  if (base === undefined) throw new Error(`The item ${id} of the plan is not known in ${unit}.`)
  return base
}

function expect(payload: PlanPayload, world: FlowWorld): readonly Expectation[] {
  const { version, rows } = versionOf(payload, world)
  const items = new Map(world.master.items.map((item) => [item.id, item]))
  const state = { system: erp, what: 'state', version } as const
  const own = rows.flatMap((row): readonly Expectation[] => {
    const of = { ...state, entity: planRowEntity(version, row.row), dims: { version: String(version), row: row.row } }
    return [
      { ...of, group: 'row', after: planRowValue({ ...row, quantity: inBase(row, items) }) },
      { ...of, group: 'source', after: planSourceValue({ version, row: row.row }) },
    ]
  })
  return [...own, { ...state, entity: planEntity, dims: {}, group: 'active', after: activeValue(version) }]
}

/** A row waits for its item, where the ERP does not have that from the start; the others need not. */
function gatesOf(payload: PlanPayload, world: FlowWorld, facts: FactsInView): readonly Gate[] {
  const known = new Set(openingItems(world.master, erp).map(({ id }) => id))
  const released = facts.ofType(itemType).filter(({ must }) => must !== 'REJECT')
  return versionOf(payload, world).rows.flatMap(({ row, item }): readonly Gate[] => {
    const first = known.has(item) ? undefined : released.find((fact) => fact.payload['item'] === item)
    if (!first) return []
    const title = 'late-dependency-converges'
    return [{ effect: 'row', of: { row }, system: erp, facts: [first.eid], by: 'applied', in: erp, or: 'wait', title }]
  })
}

function commands(payload: PlanPayload, world: CommandWorld, reference: string): readonly PlannedCommand[] {
  const { rows } = versionOf(payload, world)
  const version = String(payload.version)
  const pages = planPages(rows)
  const rowOf = ({ row, quantity, unit, ...place }: PlanRow): object => ({
    row,
    ...place,
    quantity: { quantity: quantityToNumber(quantity), unit },
    source: { version: payload.version, row },
  })
  return [
    { system: erp, operation: 'plan.open', input: { version, rows: rows.length, pages: pages.length, reference } },
    ...pages.map((own, index) => ({
      system: erp,
      operation: 'plan.page',
      input: { version, page: String(index + 1), rows: own.map(rowOf), reference },
    })),
    { system: erp, operation: 'plan.activate', input: { version, reference } },
    // Of what planning has told to nobody it takes no word.
    ...(world.read(plan, 'version.read', { version }) === undefined
      ? []
      : [{ system: plan, operation: 'load.acknowledge', input: { version, system: erp, rows: rows.length } }]),
  ]
}

/** PLAN → ERP: a version is staged, whole, and then in force; a lower one that comes later changes nothing. */
export const planningVersionFlow: Flow<PlanPayload> = {
  words: {
    name: 'planning-version',
    title:
      'A version of the plan is in the ERP whole, row by row with its source, before it is in force; the highest one published is ' +
      'the one in force, and what it takes the place of is kept.',
    one: 'version of the plan',
    many: 'versions of the plan',
    letter: 'Y',
    verb: 'published',
    source: plan,
    sinks: [erp],
  },
  covers: ['whole-shift'],
  prefix: 'FV',
  types: { [planType]: schema },
  about: ({ version }) => ({ plant: '', entity: planEntity, dims: { version: String(version) } }),
  expect,
  gates: gatesOf,
  commands: (payload, world, { businessKey }) => commands(payload, world, businessKey),
}
