import type { DimensionTable } from './dimensions.js'
import type {
  CallState,
  Component,
  DocState,
  ExceptionState,
  FactState,
  FaultState,
  HarnessErrors,
  Moment,
  ReachState,
} from './evidence-types.js'
import type { JournalHeader } from './header.js'
import type { JournalRecord, MarkRecord } from './records.js'

/** What a journal shows so far: built record by record, by the run itself (to know when it is quiet) and by the judge. */
export interface Evidence {
  readonly header: JournalHeader
  readonly facts: ReadonlyMap<string, FactState>
  readonly docs: readonly DocState[]
  /** Everything that effects are summed by, as far as the journal goes. */
  readonly dimensions: DimensionTable
  readonly calls: ReadonlyMap<number, CallState>
  readonly exceptions: ReadonlyMap<string, ExceptionState>
  /** Incarnation that lives now, from 1; 0 before the first. */
  readonly incarnation: number
  /** Ends of incarnations, in order: kills and crashes. */
  readonly crashes: readonly (Moment & { readonly incarnation: number; readonly scripted: boolean })[]
  /** Faults that were armed, fired or missed, by their id in the plan. */
  readonly faults: ReadonlyMap<string, FaultState>
  /** What the run says it reached, by name. */
  readonly reached: ReadonlyMap<string, ReachState>
  readonly harnessErrors: HarnessErrors
  readonly healed: Moment | undefined
  readonly quiet: (MarkRecord & { readonly mark: 'quiet' }) | undefined
  readonly ended: boolean
  readonly last: Moment
  take(record: JournalRecord): void
  /** Whether the target knew of the fact at that time: owed, or exposed to this incarnation, both at least `grace` before. */
  knewAt(fact: FactState, at: Moment, incarnation: number): boolean
  /** It has one document, of its own, with just the lines that it obliges. */
  isPlainlyPosted(fact: FactState): boolean
  /** Net effect equals expectation in every dimension. */
  isPosted(fact: FactState): boolean
  /** At least the expectation in every dimension, in more than one document: there is nothing left to wait for. */
  isOverPosted(fact: FactState): boolean
  /** An open or properly closed exception names it. */
  isExcepted(fact: FactState): boolean
  /** A definite business refusal of an understood call that carries it. */
  hasObstacle(fact: FactState): boolean
  /** It and the fact that cancels it (or that it cancels) were both known to the target, and neither has an effect: a legal end. */
  isSuppressed(fact: FactState): boolean
  /** Facts that these identities stand for, as far as they can be told apart: a reference, a key, a correlation value. */
  factsNamed(names: readonly string[]): readonly FactState[]
  componentOf(fact: FactState): Component
  components(): readonly Component[]
}
