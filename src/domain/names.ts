declare const kind: unique symbol

/** A text of one kind: any text may become one where data enters, and one kind never stands for another. */
type Name<Kind extends string> = string & { readonly [kind]?: Kind }

/** `erp`, `wms`: as scenarios, config and journal name a system. Which there are, the index of `systems/` says. */
export type SystemName = Name<'system'>
/** `confirmation`, `lot-status`: as `target.flows` names them. Which there are, the index of `flows/` says. */
export type FlowName = Name<'flow'>
/** `yield`, `issue`: what a quantity or a count is of. Which there are, the index of `domain/measures/` says. */
export type MeasureName = Name<'measure'>
/** `plant`, `order`, `lot`: what a quantity is summed by. */
export type DimName = Name<'dimension'>

/** Where something is, or what it is of. An absent dimension does not matter. */
export type Dims = Readonly<Record<DimName, string>>

/** What people read of a system; travels in the journal. */
export interface SystemWords {
  readonly name: SystemName
  /** "ERP: production orders, confirmations, goods movements, stock". */
  readonly title: string
  /** "ERP"; within a sentence it follows an article. */
  readonly short: string
  /** It has a ledger that targets write to. */
  readonly books: boolean
}

/** What people read of a flow; travels in the journal. */
export interface FlowWords {
  readonly name: FlowName
  /** One sentence for help and docs. */
  readonly title: string
  /** "confirmation", "confirmations". */
  readonly one: string
  readonly many: string
  /** For narrow views: C, R, B. */
  readonly letter: string
  /** What its source did: "reported", "released", "decided". */
  readonly verb: string
  readonly source: SystemName
  readonly sinks: readonly SystemName[]
}

/** The nouns of a landscape: what checks, explanations and reports print, so that none of them has a table of its own. */
export interface Words {
  readonly systems: readonly SystemWords[]
  readonly flows: readonly FlowWords[]
  readonly measures: readonly import('./measures/contract.js').Measure[]
}
