import { bomEntity, bomNumbers, bomUseEntity, effectivityValue, type Interval } from '../domain/engineering.js'
import type { Value } from '../domain/effect.js'
import { grouped } from '../domain/grouping.js'
import { startOfDate } from '../domain/local-time.js'
import type { Bom, BomUse, IssueMode, Item, MasterData } from '../domain/master.js'
import type { SystemName } from '../domain/names.js'
import type { CommandWorld, Expectation, FactsInView, PayloadSchema, PlannedCommand } from './contract.js'
import type { Measured } from './payload.js'

/** The systems that are told of engineering data and keep bills of material. */
export const erp = 'erp'
export const mes = 'mes'

export const itemType = 'org.mfgsync.plm.item.released.v1'
export const partType = 'org.mfgsync.plm.revision-part.published.v1'
export const completeType = 'org.mfgsync.plm.revision.completed.v1'
export const approvalType = 'org.mfgsync.plm.change.approved.v1'
export const rollbackType = 'org.mfgsync.plm.revision.rolled-back.v1'
export const dispositionType = 'org.mfgsync.plm.disposition.decided.v1'

/** When a revision holds at a plant, in its dates. */
export interface PlantInterval extends Interval {
  readonly plant: string
}

export interface LinePayload {
  readonly position: string
  readonly item: string
  readonly rate: number
  readonly unit: string
  readonly routingStep: string
  readonly use: BomUse
  readonly issue: IssueMode | 'none'
  readonly vendors: readonly string[]
}

interface SubstitutePayload {
  readonly position: string
  readonly primary: string
  readonly item: string
  readonly priority: number
  readonly ratio: number
}

/** What every message of a publication says. */
interface Published {
  readonly publication: string
  readonly item: string
  readonly revision: string
  readonly version: number
  readonly change: string
}

/** A message of a publication, or the approval of its change. */
export interface RevisionPayload extends Published {
  readonly part?: 'header' | 'lines' | 'substitutes' | 'effectivity'
  readonly description?: string
  readonly baseQuantity?: Measured
  readonly plants?: readonly string[]
  readonly lines?: readonly LinePayload[]
  readonly substitutes?: readonly SubstitutePayload[]
  readonly effectivity?: readonly PlantInterval[]
  /** Of the completing one: how many parts there are, their digest, and who has to approve. */
  readonly parts?: number
  readonly digest?: string
  readonly requiredApprovals?: readonly string[]
  /** Of an approval. */
  readonly approval?: string
  readonly role?: string
  readonly approvedBy?: string
  readonly approvedAt?: string
}

export const text = (description: string): PayloadSchema => ({ type: 'string', description })
export const whole = (description: string): PayloadSchema => ({ type: 'integer', description })
export const number = (description: string): PayloadSchema => ({ type: 'number', description })
export const flag = (description: string): PayloadSchema => ({ type: 'boolean', description })
export const listOf = (description: string, items: PayloadSchema): PayloadSchema => ({ type: 'array', description, items })

/** An object with these; a name with a question mark may be left out. */
export function record(description: string, fields: Readonly<Record<string, PayloadSchema>>): PayloadSchema {
  const names = Object.keys(fields)
  return {
    type: 'object',
    description,
    required: names.filter((name) => !name.endsWith('?')),
    properties: Object.fromEntries(Object.entries(fields).map(([name, schema]) => [name.replace('?', ''), schema])),
  }
}

export const intervalsSchema = (more: Readonly<Record<string, PayloadSchema>> = {}): PayloadSchema =>
  listOf(
    'When it holds, in dates of the plant.',
    record('An interval.', {
      plant: text('Plant.'),
      ...more,
      from: text('First day.'),
      'to?': text('First day on which it holds no more.'),
    }),
  )

const itemsByNumber = grouped((item: Item) => item.id)

/** Throws for an item that is not there: planned payloads are ours, and so is the mistake. */
export function itemOf(master: MasterData, id: string): Item {
  const [item] = itemsByNumber(master.items, id)
  if (!item) throw new Error(`The item ${id} is not in the master data.`)
  return item
}

function zoneOf(master: MasterData, plant: string): string {
  const found = master.plants.find(({ id }) => id === plant)
  if (!found) throw new Error(`The plant ${plant} is not in the master data.`)
  return found.timeZone
}

const intervalsOf = (all: readonly PlantInterval[], plant: string): readonly Interval[] =>
  all.flatMap(({ plant: at, from, to }) => (at === plant ? [{ from, ...(to !== undefined && { to }) }] : []))

/** Dates of a plant, as instants. */
function instantsOf(intervals: readonly Interval[], timeZone: string): readonly Interval[] {
  return intervals.map(({ from, to }) => ({
    from: startOfDate(from, timeZone),
    ...(to !== undefined && { to: startOfDate(to, timeZone) }),
  }))
}

/** What a plant has of a revision. */
export interface BomPlace {
  readonly plant: string
  readonly item: string
  readonly revision: string
}

/** A state of a group of a bill of material. */
export function bomState(
  system: SystemName,
  { plant, item, revision }: BomPlace,
  group: string,
  version: number,
  after: Value,
): Expectation {
  return { system, what: 'state', entity: bomEntity(plant, item, revision), dims: { plant, item, revision }, group, version, after }
}

/** When a revision holds there: the ERP keeps dates of the plant, the MES instants. */
export function effectivityStates(
  master: MasterData,
  place: BomPlace,
  version: number,
  all: readonly PlantInterval[],
): readonly Expectation[] {
  const dates = intervalsOf(all, place.plant)
  const instants = instantsOf(dates, zoneOf(master, place.plant))
  return [
    bomState(erp, place, 'effectivity', version, effectivityValue(dates)),
    bomState(mes, place, 'effectivity', version, effectivityValue(instants)),
  ]
}

/** The revision that is the active one of the plant. */
export function activeStates({ plant, item, revision }: BomPlace, version: number): readonly Expectation[] {
  const state = {
    what: 'state',
    entity: bomUseEntity(plant, item),
    dims: { plant, item },
    group: 'active',
    version,
    after: revision,
  } as const
  return [erp, mes].map((system) => ({ system, ...state }))
}

const bomsByItem = grouped((bom: Bom) => bom.item)

/** How the ERP calls a bill of material that is there: from the start, or since one of its messages was brought to it. */
export function bomInErp(world: CommandWorld, { plant, item, revision }: BomPlace, facts: FactsInView): string | undefined {
  const isOpen = bomsByItem(world.master.boms, item).some((bom) => bom.plant === plant && bom.revision === revision)
  if (isOpen) return bomNumbers(plant, item, revision, 1).bom
  for (const { businessKey, payload } of facts.ofType(partType)) {
    if (payload['item'] !== item || payload['revision'] !== revision) continue
    for (const reference of [businessKey, `${businessKey}#1`, `${businessKey}#2`]) {
      const found = world.documentOf(erp, reference, plant)
      if (found !== undefined) return found
    }
  }
  return undefined
}

/** The day from which on a revision holds at a plant until further notice, or the last one from which it does. */
export function beginOf(all: readonly PlantInterval[], plant: string): string {
  const own = intervalsOf(all, plant)
  return (own.findLast(({ to }) => to === undefined) ?? own.at(-1))?.from ?? ''
}

/** What is written of a bill of material in the MES. */
export function mesPut({ plant, item, revision }: BomPlace, version: number, reference: string, groups: object): PlannedCommand {
  return { system: mes, operation: 'bom.put', input: { plant, item, revision, version, ...groups, reference } }
}

export function mesInstants(master: MasterData, plant: string, all: readonly PlantInterval[]): object {
  const instants = instantsOf(intervalsOf(all, plant), zoneOf(master, plant))
  return { effectivity: instants.map(({ from, to }) => ({ validFrom: from, ...(to !== undefined && { validTo: to }) })) }
}

export function erpDates(plant: string, all: readonly PlantInterval[]): object {
  return { effectivity: intervalsOf(all, plant) }
}
