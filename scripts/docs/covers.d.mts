import type { Row } from './source.mjs'

/** The indexes of the code, as far as they show rows. */
export interface Showing {
  readonly scenarios: readonly unknown[]
  readonly flows: readonly unknown[]
  readonly checks: readonly unknown[]
  readonly figureKinds: readonly unknown[]
  readonly systemKinds: readonly unknown[]
}

export type Shown = Readonly<Record<'systems' | 'scenarios' | 'flows' | 'checks' | 'figures', readonly string[]>>

/** What shows a row: names, by kind of member. */
export function shownBy(row: Row, house: Showing): Shown
/** Nothing at all shows it. */
export function isEmpty(shown: Shown): boolean
/** The page. */
export function covers(house: Showing): string
