import type { Interval } from '../../domain/engineering.js'
import type { BomLine, Item, ItemKind, Substitute } from '../../domain/master.js'
import { compareQuantities, isZeroQuantity, parseQuantity, type Quantity } from '../../domain/quantity.js'
import { refused, type Parameter, type Refused } from '../operation.js'
import { measured, quantitySchema, referenceFields, type WireQuantity } from './posting.js'
import { flag, list, name, object, oneOf, text, wholeNumber, type Schema } from './schema.js'
import type { VersionedInput } from './states.js'

// What systems that are told of items and bills of material have in common.

interface ConversionInput {
  readonly unit: string
  readonly numerator: number | string
  readonly denominator: number | string
}

export interface ItemInput extends VersionedInput {
  readonly item: string
  readonly description?: string
  readonly kind?: ItemKind
  readonly baseUnit?: string
  readonly decimals?: number
  readonly conversions?: readonly ConversionInput[]
  readonly lotManaged?: boolean
  readonly serialManaged?: boolean
  readonly inspectionRequired?: boolean
  readonly attributes?: Readonly<Record<string, unknown>>
}

export const ifMatch: Parameter = {
  name: 'If-Match',
  in: 'header',
  schema: wholeNumber('Version that the caller found, as a number or an entity tag; 0 for nothing. Another one refuses the call.', 0),
}

export const versionField = {
  'version?': wholeNumber('Version of the source: one counter over all revisions.', 0, { maximum: 1_000_000_000 }),
}

const factor: Schema = {
  type: ['number', 'string'],
  description: 'A number, or a decimal string.',
  pattern: '^[0-9]{1,15}(\\.[0-9]{1,12})?$',
}

/** Fields of an item; what is not optional may be missing all the same, and is then refused by name. */
export const itemFields: Readonly<Record<string, Schema>> = {
  'description?': text('What it is.', { maxLength: 500 }),
  'kind?': oneOf('What kind of item it is.', ['finished', 'assembly', 'phantom', 'purchased', 'drawing']),
  'baseUnit?': name('Unit that it is kept in.', 'EA'),
  'decimals?': wholeNumber('Decimal places that are kept of a quantity.', 0, { maximum: 9 }),
  'conversions?': list(
    '1 unit = numerator / denominator base units.',
    object('A conversion.', { unit: name('Unit.', 'BOX'), numerator: factor, denominator: factor }),
    { maxItems: 100 },
  ),
  'lotManaged?': flag('Kept in lots.'),
  'serialManaged?': flag('Kept by serial number.'),
  'inspectionRequired?': flag('Inspected when it is received.'),
  'attributes?': { type: 'object', description: 'Whatever else is known of it; it is not kept.' },
  ...versionField,
  ...referenceFields,
}

const required = ['description', 'kind', 'baseUnit', 'conversions', 'lotManaged', 'serialManaged', 'inspectionRequired'] as const

/** The item that an input describes, or what is missing of it. `units`: those that the system has. `decimals`: whether it keeps them. */
export function itemOf(input: ItemInput, units: ReadonlySet<string>, decimals: boolean): Item | Refused {
  const missing = [...required, ...(decimals ? (['decimals'] as const) : [])].filter((field) => input[field] === undefined)
  const { item, description, kind, baseUnit, conversions, lotManaged } = input
  if (missing.length > 0 || description === undefined || kind === undefined || baseUnit === undefined || !conversions)
    return refused('ATTRIBUTES_MISSING', `Item ${item} lacks ${missing.join(', ')}: a release is complete.`, { item, missing })
  const factors = conversions.map(({ unit, numerator, denominator }) => ({
    unit,
    numerator: parseQuantity(numerator) ?? '0',
    denominator: parseQuantity(denominator) ?? '0',
  }))
  const odd = [baseUnit, ...factors.map(({ unit }) => unit)].find((unit) => !units.has(unit))
  if (odd !== undefined) return refused('UNIT_UNKNOWN', `There is no unit ${odd}; there is ${[...units].join(', ')}.`, { item, unit: odd })
  const none = factors.find((each) => isZeroQuantity(each.numerator) || isZeroQuantity(each.denominator))
  if (none)
    return refused('UNIT_UNKNOWN', `Unit ${none.unit} of item ${item} has no factor: a number of it is 0.`, { item, unit: none.unit })
  return {
    id: item,
    description,
    kind,
    baseUnit,
    decimals: input.decimals ?? 0,
    conversions: factors,
    lotManaged: lotManaged === true,
    serialManaged: input.serialManaged === true,
    inspectionRequired: input.inspectionRequired === true,
  }
}

/** Units that a system has: those of the items that it has from the start. */
export function unitsOf(items: readonly Item[]): ReadonlySet<string> {
  return new Set(items.flatMap(({ baseUnit, conversions }) => [baseUnit, ...conversions.map(({ unit }) => unit)]))
}

export interface LineInput {
  readonly item: string
  readonly rate: WireQuantity
  readonly operation: string
  readonly issue: BomLine['issue']
  readonly location?: string
}

export interface SubstituteInput {
  readonly primary: string
  readonly substitute: string
  readonly priority: number
  readonly ratio: number | string
}

export const lineFields: Readonly<Record<string, Schema>> = {
  item: name('Component.', 'C1'),
  rate: quantitySchema('How much of it, in a unit that it knows.', {}, 'EA'),
  operation: name('Operation that uses it.', '0010'),
  issue: oneOf('`none`: it is not issued at all.', ['backflush', 'explicit', 'none']),
}

export const substitutesSchema = list(
  'What may be taken in place of a component.',
  object('A substitute.', {
    primary: name('Component.', 'C1'),
    substitute: name('What may be taken.', 'C1S'),
    priority: wholeNumber('The component itself has priority 1.', 1, { maximum: 1000 }),
    ratio: factor,
  }),
  { maxItems: 1000 },
)

/** More lines than any bill of material has. */
export const linesMax = { maxItems: 2000 }

/** What a system knows that lines are held against. */
export interface LinesWorld {
  readonly items: ReadonlyMap<string, Item>
  /** Routing steps of the item that is made; empty where nobody knows them. */
  readonly steps: ReadonlySet<string>
  /** Components of an item, for what would contain itself. */
  componentsOf(item: string): readonly string[]
}

export function substitutesOf(inputs: readonly SubstituteInput[], { items }: LinesWorld): readonly Substitute[] | Refused {
  const substitutes: Substitute[] = []
  for (const { primary, substitute, priority, ratio } of inputs) {
    const unknown = [primary, substitute].find((item) => !items.has(item))
    if (unknown !== undefined) return refused('UNKNOWN_ITEM', `There is no item ${unknown}.`, { item: unknown })
    substitutes.push({ primary, substitute, priority, ratio: parseQuantity(ratio) ?? '0' })
  }
  return substitutes
}

/** Why a line cannot be taken. */
export function lineObstacle(made: string, line: LineInput, world: LinesWorld): Refused | undefined {
  const { item, rate, operation, issue } = line
  const component = world.items.get(item)
  if (!component) return refused('UNKNOWN_ITEM', `There is no item ${item}.`, { item })
  const { unit, quantity } = measured(rate)
  const units = [component.baseUnit, ...component.conversions.map((each) => each.unit)]
  if (!units.includes(unit))
    return refused('UNIT_UNKNOWN', `Item ${item} does not know unit ${unit}; it knows ${units.join(', ')}.`, { item, unit, units })
  if (compareQuantities(quantity, '0') < 0)
    return refused('NEGATIVE_QUANTITY', `The rate of ${item} is ${quantity} ${unit}; it must not be negative.`, { item })
  if (world.steps.size > 0 && !world.steps.has(operation))
    return refused('UNKNOWN_STEP', `Item ${made} has no operation ${operation}; it has ${[...world.steps].join(', ')}.`, { operation })
  if (issue === 'backflush' && component.lotManaged)
    return refused('LOT_REQUIRED', `Item ${item} is kept in lots, and no backflush could name one: issue it explicitly.`, { item })
  if (item === made || contains(item, made, world)) return refused('BOM_CYCLE', `Item ${made} would contain itself, by ${item}.`, { item })
  return undefined
}

function contains(item: string, wanted: string, world: LinesWorld, seen: Set<string> = new Set()): boolean {
  if (seen.has(item)) return false
  seen.add(item)
  return world.componentsOf(item).some((component) => component === wanted || contains(component, wanted, world, seen))
}

/** What a schema cannot say of intervals: each ends after it begins, and none lies in another. */
export function intervalDifferences(
  intervals: readonly Interval[],
  field: string,
  words: readonly [from: string, to: string],
): readonly string[] {
  const [fromWord, toWord] = words
  const sorted = intervals.toSorted((a, b) => (a.from < b.from ? -1 : 1))
  return sorted.flatMap(({ from, to }, index) => {
    const next = sorted[index + 1]
    const empty = to !== undefined && to <= from ? [`${field}: ${toWord} ${to} is not after ${fromWord} ${from}`] : []
    const overlaps = next && (to === undefined || to > next.from) ? [`${field}: two intervals hold at ${next.from}, expected one`] : []
    return [...empty, ...overlaps]
  })
}

export function positive(quantity: Quantity): boolean {
  return compareQuantities(quantity, '0') > 0
}
