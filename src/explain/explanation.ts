import type { Ending } from '../journal/evidence-types.js'

/** A failure told as data: terminal, HTML, JUnit and annotations render the same explanation. The keys are stable. */
export interface Explanation {
  readonly check: string
  /** The promise that is broken, in one sentence. */
  readonly title: string
  readonly reason: string
  /** Equal for equal causes: check, reason and the shape of what led there. */
  readonly fingerprint: string
  /** Which witness of the check it tells. */
  readonly witness: 'first' | 'worst'
  /** The facts that it is about, and what was committed for each, as far as it is cited: by this, causes are told apart. */
  readonly about: readonly AboutFact[]
  readonly statement: Statement
  /** Every name is bound once, then only the name is used. */
  readonly bindings: readonly Binding[]
  /** One cause per step; the last one is the contradiction. */
  readonly steps: readonly Step[]
  readonly knowledge: Knowledge
  /** Fields in which a repeat differs from the first attempt. */
  readonly diff: readonly Difference[]
  readonly sum?: Sum
  /** Innocent explanations that the records rule out. */
  readonly innocent: readonly Ruling[]
  /** The messages of the chain, to be drawn. */
  readonly diagram: Diagram
  /** Inferences: never proven, never mixed with the steps. */
  readonly likely: readonly string[]
  readonly reproduce: Reproduction
  readonly hidden: { readonly messages: number }
  /** Set when the witness does not hold against the stored journal: our own bug, and the rest is not to be trusted. */
  readonly problem?: string
}

export interface AboutFact {
  /** Identity of the fact. */
  readonly fact: string
  /** How it ended: `posted`, `over`, `missing`, … */
  readonly ending: Ending
  /** `seq` of the first record of each document. */
  readonly documents: readonly number[]
}

export interface Statement {
  /** The broken promise in the user's nouns, with numbers. */
  readonly text: string
  readonly observed: string
  readonly possible: string
}

export interface Binding {
  readonly name: string
  /** `MES confirmation MC-000007`. */
  readonly what: string
  /** Three to six fields. */
  readonly about: string
  readonly records: readonly number[]
}

export interface Step {
  readonly claim: string
  readonly because: string
  /** `seq` of the records that prove it; all exist in the journal. */
  readonly records: readonly number[]
}

/** Who knew what: one row per event that changed it. */
export interface Knowledge {
  readonly columns: readonly string[]
  readonly rows: readonly KnowledgeRow[]
}

export interface KnowledgeRow {
  readonly at_ms: number
  readonly event: string
  readonly cells: Readonly<Record<string, string>>
  /** Columns where the harm is done. */
  readonly odd: readonly string[]
  readonly record: number
}

export interface Difference {
  readonly field: string
  readonly from: string
  readonly to: string
}

/** Figures in one unit and one dimension. */
export interface Sum {
  readonly measure: string
  readonly unit: string
  readonly terms: readonly { readonly name: string; readonly quantity: string }[]
  readonly total: string
  readonly expected: string
  /** `total - expected`: of the sign of what is expected where there is too much, of the other where something is missing. */
  readonly excess: string
}

export interface Ruling {
  readonly claim: string
  readonly records: readonly number[]
}

/** A sequence diagram, before anybody draws it. */
export interface Diagram {
  /** Lanes from left to right, by the words that people have for them. */
  readonly parties: readonly string[]
  readonly rows: readonly DiagramRow[]
  /** Rows that are left out, since there are too many. */
  readonly hidden: number
}

export interface DiagramRow {
  readonly record: number
  readonly at_ms: number
  /** A request or a delivery, what came back for it, or something that happened at one party. */
  readonly kind: 'message' | 'answer' | 'note'
  readonly from: string
  /** Of a note the party that it is at. */
  readonly to: string
  /** With the names that are bound: `A1 POST /confirmations`. */
  readonly text: string
  /** True if it did not arrive whole. */
  readonly lost: boolean
  /** True where the harm is done. */
  readonly odd: boolean
}

/** Commands that exist; absent ones are left out. */
export interface Reproduction {
  readonly seed: number
  readonly command: string
  readonly replay?: string
  readonly case?: string
}
