import type { DimName, MeasureName } from '../names.js'

/** One row per measure: the only place that knows what it means. */
export interface Measure {
  readonly name: MeasureName
  /** What its quantities are summed by; other dimensions of an effect are told, and do not keep sums apart. */
  readonly by: readonly DimName[]
  /** How a positive quantity changes stock: not at all, out, or in. */
  readonly moves: -1 | 0 | 1
  /** Whose base unit it is in: the item's, the item that the order makes, or none (it is counted). */
  readonly unit: 'item' | 'order-item' | 'none'
  /** What was done, after a quantity: "11 EA confirmed". */
  readonly verb: string
  /** The quantity, as a word: "yield". */
  readonly noun: string
  /** For one that moves both ways, what a positive and a negative quantity did. Of any other, a negative one takes something back. */
  readonly signed?: { readonly positive: string; readonly negative: string }
  /** It ends what shares its dimensions: nothing that happened there may change places with it. */
  readonly ends?: boolean
  /**
   * Of a document by which one department tells another of something that happened elsewhere (a nonconformance, a notification): one is
   * right, two are too many and none is too few, whatever was posted of the thing itself.
   */
  readonly notice?: boolean
}
