import type { CallState, Component, DocState, ExceptionState, FactState, Moment } from './evidence-types.js'
import type { JournalHeader } from './header.js'
import type { JournalRecord, MarkRecord } from './records.js'

/** What a journal shows so far: built record by record, by the run itself (to know when it is quiet) and by the judge. */
export interface Evidence {
  readonly header: JournalHeader
  readonly facts: ReadonlyMap<string, FactState>
  readonly docs: readonly DocState[]
  readonly calls: ReadonlyMap<number, CallState>
  readonly exceptions: ReadonlyMap<string, ExceptionState>
  /** Incarnation that lives now, from 1; 0 before the first. */
  readonly incarnation: number
  /** Ends of incarnations, in order: kills and crashes. */
  readonly crashes: readonly (Moment & { readonly incarnation: number; readonly scripted: boolean })[]
  readonly healed: Moment | undefined
  readonly quiet: (MarkRecord & { readonly mark: 'quiet' }) | undefined
  readonly ended: boolean
  readonly last: Moment
  take(record: JournalRecord): void
  /** Whether the target knew of the fact at that time: owed, or exposed to this incarnation, both at least `grace` before. */
  knewAt(fact: FactState, at: Moment, incarnation: number): boolean
  /** Net effect equals expectation in every dimension. */
  isPosted(fact: FactState): boolean
  /** An open or properly closed exception names it. */
  isExcepted(fact: FactState): boolean
  /** A definite business refusal of an understood call that carries it. */
  hasObstacle(fact: FactState): boolean
  componentOf(fact: FactState): Component
  components(): readonly Component[]
}
