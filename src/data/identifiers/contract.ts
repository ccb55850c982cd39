import type { Chance } from '../chance.js'

/** Things of a fixed set of data: a profile numbers each kind in its own way. */
export type NamedKind = 'item' | 'lot' | 'bin' | 'location' | 'vendor' | 'purchase-order' | 'change'

/** How the things of a landscape are numbered and named. All counts begin with 0. */
export interface Identifiers {
  product(count: number): string
  component(count: number): string
  /** The lot that a component is in stock under. `count`: among those that are kept in lots. */
  lot(item: string, plant: string, count: number): string
  /** Storage locations of a plant. */
  readonly locations: { readonly components: string; readonly finished: string }
  routingStep(count: number): string
  order(count: number): string
  /** A business key. `range`: of the series of numbers that it belongs to; `prefix` is what the series is called. */
  key(prefix: string, range: number, count: number): string
  /** What is called by a name of its own in scenarios, as systems and payloads call it. `count`: its place among those of its kind. */
  named(kind: NamedKind, name: string, count: number): string
  /** Each plant counts for itself: the same numbers of orders and facts in all of them. */
  readonly perPlant: boolean
}

/** A way to number and name things. One file per profile; the index is the only list. */
export interface IdentifierProfile {
  readonly name: string
  /** What it is and what it finds, in one line. */
  readonly title: string
  /** The same chance gives the same identifiers. */
  open(chance: Chance): Identifiers
}
