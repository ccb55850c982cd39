import type { IssueMode } from './master.js'
import type { Dims, MeasureName } from './names.js'
import type { Quantity } from './quantity.js'
import { withoutTokens } from './run-token.js'

/** A value of a state: short ones as they are, long ones by their digest (and as text, where people read it). */
export type Value = string | { readonly digest: string; readonly text?: string }

interface EffectBase {
  /** Document number in its system; empty for a state write without one. */
  readonly doc: string
  /** The system's own word: `confirmation`, `goods-movement`, `order`, `lot`. */
  readonly docKind: string
  readonly plant: string
  /** External references of the document: what the target says it stands for. */
  readonly references: readonly string[]
  /** The document that this one cancels. */
  readonly reversesDoc?: string
}

/** One line of a posted document: an amount of something. */
export interface QuantityEffect extends EffectBase {
  readonly what: 'quantity'
  readonly measure: MeasureName
  readonly dims: Dims
  /** Signed; a reversal has the opposite sign. In the base unit. */
  readonly quantity: Quantity
  readonly unit: string
  /** As it came over the wire, when the wire named it. */
  readonly sent?: { readonly quantity: Quantity; readonly unit: string }
  /** ISO dates, where the system keeps any. `document`: the original business date, where the posting date is another by policy. */
  readonly dates?: { readonly posting: string; readonly document?: string }
  /** Balance after this line, for lines that move stock. */
  readonly balance?: Quantity
  /** How it was issued: with a confirmation, or by a movement of its own. */
  readonly issueMode?: IssueMode
}

/** A counted thing that was made (1) or taken back (-1): a final confirmation, an order, a notification, a sourcing signal. */
export interface CountEffect extends EffectBase {
  readonly what: 'count'
  readonly measure: MeasureName
  readonly dims: Dims
  readonly count: 1 | -1
  /** What makes two of them the same thing, where the dimensions alone do not. */
  readonly identity?: string
  readonly dates?: { readonly posting: string; readonly document?: string }
}

/** A write of one field group of one entity: a BOM's lines, an order's status, a lock, a posting period. */
export interface StateEffect extends EffectBase {
  readonly what: 'state'
  /** Unique in its system, never taken apart: see `entityId`. */
  readonly entity: string
  /** What the entity is, in dimensions: `{plant, order}`. */
  readonly dims: Dims
  readonly group: string
  readonly version?: number
  readonly before?: Value
  readonly after: Value
  readonly active?: boolean
  readonly effective?: { readonly from: string; readonly to?: string }
  /** The system worked it out by itself from a posting (an order's status from a confirmation): nobody wrote it. */
  readonly derived?: boolean
}

/** One ledger entry: committed before the first byte of the answer is written. */
export type Effect = QuantityEffect | CountEffect | StateEffect

/** `order:P1/100001`: kind, plant (empty for none) and number. The same number in another plant is another entity. */
export function entityId(kind: string, plant: string, number: string): string {
  return `${kind}:${plant}/${number}`
}

/** `plan DEMAND`, `item C9`: what is the same in every plant, as people read it; else as it is. */
export function entityName(entity: string): string {
  return entity.replace(/^([a-z-]+):\//, '$1 ')
}

/** A value as people read it. */
export function valueText(value: Value): string {
  return typeof value === 'string' ? value : (value.text ?? value.digest)
}

type Effectivity = NonNullable<StateEffect['effective']>

/** `effective from 2026-03-11 to 2026-12-31`. */
export function effectivityText({ from, to }: Effectivity): string {
  return `effective from ${from}${to === undefined ? '' : ` to ${to}`}`
}

/** True if they hold from the same day until the same day. */
export function sameEffectivity(a: Effectivity | undefined, b: Effectivity | undefined): boolean {
  return a?.from === b?.from && a?.to === b?.to
}

/** True if they say the same, whatever the run calls things on the wire. */
export function sameValue(a: Value | undefined, b: Value | undefined): boolean {
  if (typeof a === 'object' && typeof b === 'object') return a.digest === b.digest
  return a === b || (typeof a === 'string' && typeof b === 'string' && withoutTokens(a) === withoutTokens(b))
}
