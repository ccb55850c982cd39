import type { Measure } from './measures/contract.js'
import type { FlowName, SystemName } from './names.js'

/** What a system is to a factory: keeps its books, makes things, keeps what lies in bins, says what things are, decides on lots. */
export const partsPlayed = ['ledger', 'floor', 'warehouse', 'engineering', 'quality'] as const
export type PartPlayed = (typeof partsPlayed)[number]

/** What people read of a system; travels in the journal. */
export interface SystemWords {
  readonly name: SystemName
  /** "ERP: production orders, confirmations, goods movements, stock". */
  readonly title: string
  /** "ERP"; within a sentence it follows an article. */
  readonly short: string
  /** It has a ledger that targets write to. */
  readonly books: boolean
  /** Its part in the factory, by which figures find it; absent for one that plays none of these. */
  readonly plays?: PartPlayed
}

/** Letters that other things have where a failure is told: attempts, documents, faults, kills, look-ups and exceptions. */
export const reservedLetters: readonly string[] = ['A', 'D', 'F', 'K', 'L', 'X']

/** What people read of a flow; travels in the journal. */
export interface FlowWords {
  readonly name: FlowName
  /** One sentence for help and docs. */
  readonly title: string
  /** "confirmation", "confirmations". */
  readonly one: string
  readonly many: string
  /** For narrow views: C, R, B. No other flow has it, and it is better none of `reservedLetters`: facts then get a second letter. */
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
  readonly measures: readonly Measure[]
}
