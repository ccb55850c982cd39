import { createHash } from 'node:crypto'
import { contentValue, setValue } from './content.js'
import { entityId, type Value } from './effect.js'
import { grouped } from './grouping.js'
import type { BomUse, IssueMode, Item, Substitute } from './master.js'
import { addQuantities, divideQuantities, parseQuantity, type Quantity } from './quantity.js'
import { withoutTokens } from './run-token.js'
import { exactInBaseUnit } from './units.js'

// What engineering data are as states: facts and systems make them of their content here, so that equal content is an equal value.

/** Decimal places of a rate per piece of the parent: more than any list of parts has. */
const rateDecimals = 12

/** Who may have to approve a change: engineering, and quality. */
export const approvalRoles = ['ENG', 'QA'] as const

export const itemEntity = (item: string): string => entityId('item', '', item)
export const bomEntity = (plant: string, item: string, revision: string): string => entityId('bom', plant, `${item}/${revision}`)
export const bomUseEntity = (plant: string, item: string): string => entityId('bom-use', plant, item)

/** What a component of a bill of material is, wherever it stands in the list. */
export interface LineContent {
  readonly item: string
  /** In the base unit of the component, for one base unit of the parent. */
  readonly rate: Quantity
  readonly routingStep: string
  readonly issue: IssueMode | 'none'
  /** It is needed, not optional and no mere information. */
  readonly demand: boolean
}

/** Dates of the plant, or instants, where a system keeps those; `to` is exclusive. */
export interface Interval {
  readonly from: string
  readonly to?: string
}

/** The rate for one piece of the parent, in the base unit of the component; nothing where the item does not know the unit. */
function ratePerPiece(component: Item, rate: Quantity, unit: string, baseQuantity: Quantity): Quantity | undefined {
  const exact = exactInBaseUnit({ ...component, decimals: rateDecimals }, rate, unit)
  return exact === undefined ? undefined : divideQuantities(exact, baseQuantity, rateDecimals)
}

/** Whatever their order; equal components of a routing step are one. */
function summed(lines: readonly LineContent[]): readonly LineContent[] {
  const sums = new Map<string, LineContent>()
  for (const line of lines) {
    const { item, routingStep, issue, demand } = line
    const key = JSON.stringify([item, routingStep, issue, demand])
    const before = sums.get(key)
    sums.set(key, before ? { ...before, rate: addQuantities(before.rate, line.rate) } : line)
  }
  return [...sums.values()]
}

const lineText = ({ item, rate, routingStep, issue }: LineContent): string => `${item} ${rate} at ${routingStep} ${issue}`
const digestOf = (value: Value): string => (typeof value === 'string' ? value : value.digest)

/**
 * The components of a bill of material. Its digest has two parts, for what is made of what, and for what of it is demand: two checks look
 * at one of them each.
 */
export function linesValue(lines: readonly LineContent[]): Value {
  const structure = setValue(summed(lines.map((line) => ({ ...line, demand: true }))).map(lineText))
  const demand = setValue(summed(lines).map((line) => `${lineText(line)}${line.demand ? '' : ' (no demand)'}`))
  return { ...(typeof demand === 'string' ? { text: demand } : demand), digest: `${digestOf(structure)}-${digestOf(demand)}` }
}

export function headerValue({ description, baseQuantity }: { readonly description: string; readonly baseQuantity: Quantity }): Value {
  return contentValue({ description, baseQuantity }, `${description}, for ${baseQuantity}`)
}

export function substitutesValue(substitutes: readonly Substitute[]): Value {
  return setValue(substitutes.map((each) => `${each.substitute} for ${each.primary}, priority ${each.priority}, ratio ${each.ratio}`))
}

const dayText = (day: string): string => (day.includes('T') ? instantText(day) : day)
const intervalText = ({ from, to }: Interval): string => `${dayText(from)} – ${to === undefined ? '' : dayText(to)}`.trim()

export function effectivityValue(intervals: readonly Interval[]): Value {
  return setValue(intervals.map(intervalText))
}

/** An instant as systems write it: in UTC, without what says nothing. */
function instantText(instant: string): string {
  return new Date(instant).toISOString().replace(/(:00)?\.000Z$/, 'Z')
}

type Core = Pick<Item, 'description' | 'kind' | 'baseUnit' | 'lotManaged' | 'serialManaged' | 'inspectionRequired'> & {
  /** Absent: its system keeps none. */
  readonly decimals?: number
}

export function coreValue(core: Core): Value {
  const { description, kind = '', baseUnit, decimals, lotManaged, serialManaged = false, inspectionRequired = false } = core
  const flags = [lotManaged && 'lots', serialManaged && 'serial numbers', inspectionRequired && 'inspection'].filter(
    (flag) => flag !== false,
  )
  const places = decimals === undefined ? '' : ` with ${decimals} decimals`
  const text = [`${description} (${kind}) in ${baseUnit}${places}`, ...flags].join(', ')
  return contentValue({ description, kind, baseUnit, decimals, lotManaged, serialManaged, inspectionRequired }, text)
}

export function unitsValue(conversions: Item['conversions']): Value {
  return setValue(
    conversions.map(({ unit, numerator, denominator }) => `1 ${unit} = ${divideQuantities(numerator, denominator, rateDecimals)}`),
  )
}

export function vendorsValue(vendors: Iterable<string>): Value {
  return setValue([...new Set(vendors)])
}

/** The numbers that an ERP gives to a bill of material: of what it is and which of several it is, as if drawn from a large range. */
export interface BomNumbers {
  readonly bom: string
  readonly revisionId: string
}

export function bomNumbers(plant: string, item: string, revision: string, alternative: number): BomNumbers {
  const digest = createHash('sha256')
    .update(withoutTokens(JSON.stringify([plant, item, revision, alternative])))
    .digest()
  const number = (at: number): string => String(digest.readUInt32BE(at) % 100_000_000).padStart(8, '0')
  return { bom: `B-${number(0)}`, revisionId: `R-${number(4)}` }
}

export function numbersValue({ bom, revisionId }: BomNumbers): Value {
  return contentValue({ bom, revisionId }, `${bom}, ${revisionId}`)
}

/** A line as it is stated, in whatever unit. */
interface StatedLine {
  readonly item: string
  readonly rate: Quantity
  readonly unit: string
  readonly routingStep: string
  readonly issue: IssueMode | 'none'
  readonly use?: BomUse
}

const itemsByNumber = grouped((item: Item) => item.id)

/** Lines as engineering states them, in the units of the components; throws for a component that it does not have. */
export function contentOfLines(items: readonly Item[], lines: readonly StatedLine[], baseQuantity: Quantity): readonly LineContent[] {
  return lines.map(({ item, rate, unit, routingStep, issue, use = 'required' }) => {
    const [component] = itemsByNumber(items, item)
    const perPiece = component && ratePerPiece(component, parseQuantity(rate) ?? '0', unit, baseQuantity)
    if (perPiece === undefined) throw new Error(`The component ${item} is not known in ${unit}.`)
    return { item, rate: perPiece, routingStep, issue, demand: use === 'required' }
  })
}

/** The intervals of a revision once it holds from a date: what it had before that stays, and ends there. */
export function heldFrom(intervals: readonly Interval[], from: string): readonly Interval[] {
  const same = intervals.find((interval) => interval.from === from)
  return [...endedAt(intervals, from), same ?? { from }]
}

/** The intervals of a revision that another one takes the place of from a date on. */
export function endedAt(intervals: readonly Interval[], to: string): readonly Interval[] {
  return intervals
    .filter(({ from }) => from < to)
    .map((interval) => (interval.to === undefined || interval.to > to ? { from: interval.from, to } : interval))
}

/** True if the day (or the instant) lies in one of them. */
export function holdsAt(intervals: readonly Interval[], at: string): boolean {
  return intervals.some(({ from, to }) => from <= at && (to === undefined || at < to))
}
