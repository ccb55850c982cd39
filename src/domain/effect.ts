import type { StockType } from './master.js'
import type { Quantity } from './quantity.js'

export const effectMeasures = ['yield', 'scrap', 'rework', 'final', 'issue', 'receipt', 'transfer'] as const
/**
 * What a quantity line counts. `final` is a counted thing: one per operation that was confirmed finally.
 * `issue` and `receipt` move stock; their quantity is positive in the direction of the word, and a reversal negates it.
 */
export type EffectMeasure = (typeof effectMeasures)[number]

export type DocumentKind = 'confirmation' | 'goods-movement' | 'order' | 'period' | 'lock'

interface EffectBase {
  /** Document number in its system; empty for a state write without one. */
  readonly doc: string
  readonly docKind: DocumentKind
  readonly plant: string
  readonly order?: string
  readonly operation?: string
  /** External references of the document: what the target says it stands for. */
  readonly references: readonly string[]
  /** The document that this one cancels. */
  readonly reversesDoc?: string
}

/** One line of a posted document. */
export interface QuantityEffect extends EffectBase {
  readonly what: 'quantity'
  readonly measure: EffectMeasure
  /** Signed; a reversal has the opposite sign. In the base unit. */
  readonly quantity: Quantity
  readonly unit: string
  /** As it came over the wire, when the wire named it. */
  readonly sent?: { readonly quantity: Quantity; readonly unit: string }
  readonly item?: string
  readonly lot?: string
  readonly location?: string
  readonly stockType?: StockType
  readonly revision?: string
  readonly postingDate: string
  /** The original business date, where the posting date is another by policy. */
  readonly documentDate?: string
  /** Balance after this line, for lines that move stock. */
  readonly balance?: Quantity
  /** How it was issued: with a confirmation, or by a movement of its own. */
  readonly issueMode?: 'backflush' | 'explicit'
}

/** A change of state: an order's status, a lock, a posting period. */
export interface StateEffect extends EffectBase {
  readonly what: 'state'
  /** `order:100001`, `period:C1/2026-03-01`. */
  readonly entity: string
  readonly field: string
  readonly before: string
  readonly after: string
}

/** One ledger entry: committed before the first byte of the answer is written. */
export type Effect = QuantityEffect | StateEffect

/** The dimensions that two effects must share to be about the same thing: what `expect` and the ledger are summed by. */
export function dimensionsKey(
  effect: Pick<QuantityEffect, 'measure' | 'plant' | 'order' | 'operation' | 'item' | 'lot' | 'location' | 'stockType'>,
  system: string,
): string {
  const { measure } = effect
  if (measure === 'issue' || measure === 'receipt' || measure === 'transfer') {
    const { plant, order = '', item = '', lot = '', location = '', stockType = '' } = effect
    return `${system}|${measure}|${plant}|${order}|${item}|${lot}|${location}|${stockType}`
  }
  return `${system}|${measure}|${effect.plant}|${effect.order ?? ''}|${effect.operation ?? ''}`
}
