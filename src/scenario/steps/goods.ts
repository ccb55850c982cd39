import type { NamedKind } from '../../data/identifiers/index.js'
import type { Item, StockType } from '../../domain/master.js'
import { locationOfBin } from '../../domain/master.js'
import type { Must } from '../../domain/fact.js'
import { addQuantities, parseQuantity, type Quantity } from '../../domain/quantity.js'
import { toBaseUnit } from '../../domain/units.js'
import type { JsonSchema } from '../../faults/contract.js'
import { parseDuration } from '../../words/duration.js'
import { nameHint } from '../../words/did-you-mean.js'
import type { FactDraft, StoryKey } from '../builder.js'
import { duration, formatted, text } from '../schema-parts.js'
import type { StepContext, StepSettings } from './contract.js'

// What steps about goods, lots and bins have in common: the names of a set of data, and what lies where while the plan is made.

export const at = duration('Offset from the start of the burst, or from the last "wait: settled"; default: where the step before it ended.')
export const plant = formatted('identifier', 'Plant; default: the first one.')
export const itemName = text('Item, by the name that the set of data has for it.', 200)
export const lotName = text('Lot; left out for an item that is not kept in lots.', 200)
export const binName = (what: string): JsonSchema => text(`${what}, by the name that the set of data has for it.`, 200)
export const unitName = text('Unit: the base unit of the item, or one that it converts; default: its base unit.', 20)
export const amount = (description: string, minimum: object = { exclusiveMinimum: 0 }): JsonSchema => ({
  type: 'number',
  ...minimum,
  maximum: 1_000_000_000,
  description,
})

/** Offset of a step that reports one fact; the cursor moves there. */
export function momentOf(settings: StepSettings, { build }: StepContext): number {
  const at_ms = build.startOf(parseDuration(settings['at']))
  build.cursor_ms = Math.max(build.cursor_ms, at_ms)
  return at_ms
}

export function plantOf(settings: StepSettings, { build, problem }: StepContext): string | undefined {
  const { plants } = build.landscape
  const { plant: wanted = plants[0]?.id } = settings
  const found = plants.find(({ id }) => id === wanted)
  if (!found) problem(['plant'], `there is no plant "${String(wanted)}"`, `there is ${plants.map(({ id }) => id).join(', ')}`)
  return found?.id
}

/** What a name of the set stands for; a name that it has not is told, with those that it has. */
function meant(kind: NamedKind, key: string, settings: StepSettings, context: StepContext, known: readonly string[]): string | undefined {
  const { build, problem } = context
  const written = String(settings[key])
  const id = build.landscape.names[kind]?.get(written) ?? written
  if (known.includes(id)) return id
  const names = [...(build.landscape.names[kind] ?? [])].flatMap(([name, value]) => (known.includes(value) ? name : []))
  const all = names.length > 0 ? names : known
  problem([key], `there is no ${kind.replaceAll('-', ' ')} "${written}"`, nameHint(written, all) ?? 'this set of data has none')
  return undefined
}

export function itemOf(settings: StepSettings, context: StepContext): Item | undefined {
  const { items } = context.build.landscape
  const id = meant(
    'item',
    'item',
    settings,
    context,
    items.map((item) => item.id),
  )
  return items.find((item) => item.id === id)
}

export function binOf(key: string, at_plant: string, settings: StepSettings, context: StepContext): string | undefined {
  const { bins = [] } = context.build.landscape
  const own = bins.flatMap((bin) => (bin.plant === at_plant ? bin.bin : []))
  return meant('bin', key, settings, context, own)
}

/** The storage location of a bin, where it has one. */
export function locationOf({ build }: StepContext, at_plant: string, bin: string): string | undefined {
  return locationOfBin(build.landscape.locationMap ?? [], at_plant, bin)
}

/** A bin that the ERP is told of while the burst is under way, and that may be taken from it again. */
interface Mapped {
  readonly plant: string
  readonly bin: string
  readonly location: string
  readonly at_ms: number
  until_ms?: number
}

export const mappings: StoryKey<Mapped[]> = { begin: () => [] }

/** Goods that were somewhere in a bin. */
interface Seen {
  readonly plant: string
  readonly bin: string
  readonly at_ms: number
}

const seenInBins: StoryKey<Seen[]> = { begin: () => [] }

/** What quality decided about a lot: it changes the stock where that was received. */
interface Decided {
  readonly plant: string
  readonly item: string
  readonly lot: string
  readonly at_ms: number
}

export const decidedUpon: StoryKey<Decided[]> = { begin: () => [] }

/**
 * What becomes of goods in these bins: people have to say where one belongs that is nobody's, and until they have said so it waits. Where
 * they have taken back what they said, it is nobody's again.
 */
export function mustIn(context: StepContext, at_plant: string, bins: readonly string[], at_ms: number): () => Must {
  const { build } = context
  for (const bin of bins) build.story(seenInBins).push({ plant: at_plant, bin, at_ms })
  return () => {
    const open = bins.filter((bin) => locationOf(context, at_plant, bin) === undefined)
    const said = open.map((bin) => build.story(mappings).filter((each) => each.plant === at_plant && each.bin === bin))
    if (said.some((each) => each.every(({ until_ms = Infinity }) => until_ms <= at_ms))) return 'REJECT'
    return said.every((each) => each.some((one) => one.at_ms <= at_ms && at_ms < (one.until_ms ?? Infinity))) ? 'POST' : 'HOLD'
  }
}

/**
 * Whether what happened in a bin was settled before it is taken back which location it is: who posts later would have none to post to. What
 * is decided of a lot that was received there would have none ever after.
 */
export function isSettledBefore({ build }: StepContext, { plant: at_plant, bin, at_ms: since, until_ms = Infinity }: Mapped): boolean {
  const isHere = (each: { readonly plant: string; readonly bin: string }): boolean => each.plant === at_plant && each.bin === bin
  const received = build.story(warehouse).received.filter(isHere)
  const decided = build.story(decidedUpon).filter(({ item, lot }) => received.some((each) => each.item === item && each.lot === lot))
  const before = build.story(seenInBins).filter((each) => isHere(each) && each.at_ms < until_ms)
  return [...before, ...decided.filter(({ plant: where }) => where === at_plant)].every(({ at_ms }) =>
    build.waits.some((wait_ms) => wait_ms > Math.max(at_ms, since) && wait_ms <= until_ms),
  )
}

/** A lot that is named has to be one of the item; a new one may be received under any name. */
export function lotOf(item: Item, settings: StepSettings, { build, problem }: StepContext): string | undefined {
  const { lot } = settings
  if (item.lotManaged && lot === undefined) {
    problem(['item'], `the item "${String(settings['item'])}" is kept in lots, and no lot is named`, 'add "lot: …"')
    return undefined
  }
  if (!item.lotManaged && lot !== undefined) {
    problem(['lot'], `the item "${String(settings['item'])}" is not kept in lots`, 'leave "lot" out')
    return undefined
  }
  return lot === undefined ? '' : (build.landscape.names.lot?.get(String(lot)) ?? String(lot))
}

/** What was named, in its own unit and in the base unit of the item; a unit that it does not know is told. */
export function measuredOf(
  key: string,
  item: Item,
  settings: StepSettings,
  { problem }: StepContext,
): { readonly quantity: number; readonly unit: string; readonly base: Quantity } | undefined {
  const { [key]: value, unit = item.baseUnit } = settings
  const parsed = parseQuantity(value)
  if (parsed === undefined) {
    problem([key], `${JSON.stringify(value)} is not a quantity`, 'write a number below 10^15')
    return undefined
  }
  const base = toBaseUnit(item, parsed, String(unit))
  if (base !== undefined) return { quantity: Number(value), unit: String(unit), base }
  const units = [item.baseUnit, ...item.conversions.map((conversion) => conversion.unit)]
  problem(['unit'], `the item "${String(settings['item'])}" is not known in "${String(unit)}"`, `it is known in ${units.join(', ')}`)
  return undefined
}

/** What happened in a bin: signed, in the base unit. */
interface Moved {
  readonly at_ms: number
  readonly plant: string
  readonly item: string
  readonly lot: string
  readonly bin: string
  readonly change: Quantity
}

/** A fact of the warehouse, as the change log may repeat it. */
interface Handled {
  readonly cause: string
  readonly fact: FactDraft
  readonly at_ms: number
  readonly plant: string
  readonly item: Item
  readonly lot: string
  readonly moved: readonly Moved[]
}

/** A lot that was received, and where. */
interface ReceivedLot {
  readonly plant: string
  readonly item: string
  readonly lot: string
  readonly bin: string
  /** In the base unit; absent where something is wrong with the receipt. */
  readonly quantity?: Quantity
}

interface Warehouse {
  readonly handled: Handled[]
  readonly received: ReceivedLot[]
  /** What would have happened too, if nothing were wrong with it. */
  readonly broken: Set<string>
}

export const warehouse: StoryKey<Warehouse> = { begin: () => ({ handled: [], received: [], broken: new Set() }) }

/** What lies in a bin at that moment, by what the plan says so far. */
export function bookOf({ build }: StepContext, place: Omit<Moved, 'change'>, andThen = false): Quantity {
  const { balances } = build.landscape
  const isHere = (each: { readonly plant: string; readonly item: string; readonly lot: string }): boolean =>
    each.plant === place.plant && each.item === place.item && each.lot === place.lot
  const opening = balances.filter(
    (each) => isHere(each) && each.location === place.bin && [undefined, 'wms'].includes(each.system) && each.stockType === free,
  )
  const moves = build
    .story(warehouse)
    .handled.flatMap(({ moved }) => moved)
    .filter((each) => isHere(each) && each.bin === place.bin && (andThen ? each.at_ms <= place.at_ms : each.at_ms < place.at_ms))
  return [...opening.map(({ quantity }) => quantity), ...moves.map(({ change }) => change)].reduce(
    (sum, quantity) => addQuantities(sum, quantity),
    '0',
  )
}

const free: StockType = 'unrestricted'
