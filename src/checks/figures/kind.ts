import type { FigureCount, FigureRow } from './contract.js'
import type { Facts } from './support/facts.js'

/** One kind of figure. One file per figure; the index is the only list. */
export interface FigureKind {
  readonly name: string
  /** What it tells, in a few words: "orders blocked for want of a bill of material". */
  readonly title: string
  readonly columns: readonly string[]
  /** Rows of what was asked for that it shows besides the one of its own name (docs/reference/covers.md). */
  readonly covers?: readonly string[]
  rows(facts: Facts): readonly FigureRow[]
  /** The parts of it that have a name of their own, by their rows; absent: the rows alone are counted. */
  parts?(rows: readonly FigureRow[]): readonly FigureCount[]
}
