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
