import type {
  CallState,
  Ending,
  EntityState,
  ExceptionState,
  FactState,
  FaultState,
  HarnessErrors,
  Moment,
  Posting,
  ReachState,
  Slowness,
  StateExpectation,
} from './evidence-types.js'
import type { ForEver } from './for-ever.js'
import type { JournalHeader } from './header.js'
import type { Deviation, NetScope } from './net-effects.js'
import type { NetGroup, NetGroups } from './net-groups.js'
import type { Obstructions } from './obstructions.js'
import type { JournalRecord, MarkRecord } from './records.js'
import type { Thing } from './things.js'
import type { Tolerances } from './tolerances.js'
import type { WordBook } from './word-book.js'

/** What a journal shows so far: built record by record, by the run itself (to know when it is quiet) and by the judge. */
export interface Evidence {
  readonly header: JournalHeader
  /** What people call systems, flows and measures. */
  readonly words: WordBook
  readonly facts: ReadonlyMap<string, FactState>
  /** In order of commit. */
  readonly postings: readonly Posting[]
  /** Everything that effects are summed by, as far as the journal goes. */
  readonly groups: NetGroups
  readonly tolerances: Tolerances
  /** States, by system and entity. */
  entity(system: string, entity: string): EntityState | undefined
  readonly entities: Iterable<EntityState>
  readonly calls: ReadonlyMap<number, CallState>
  readonly exceptions: ReadonlyMap<string, ExceptionState>
  /** Incarnation that lives now, from 1; 0 before the first. */
  /** Ends of incarnations, in order: kills and crashes. */
  readonly crashes: readonly (Moment & { readonly incarnation: number; readonly scripted: boolean })[]
  /** Faults that were armed, fired or missed, by their id in the plan. */
  readonly faults: ReadonlyMap<string, FaultState>
  /** What the run says it reached, by name. */
  readonly reached: ReadonlyMap<string, ReachState>
  readonly harnessErrors: HarnessErrors
  readonly slow: readonly Slowness[]
  readonly healed: Moment | undefined
  readonly quiet: (MarkRecord & { readonly mark: 'quiet' }) | undefined
  readonly ended: boolean
  /** By system: the states that a perfect integration would have left there, by entity and group, as texts with their versions. */
  readonly perfect: ReadonlyMap<string, Readonly<Record<string, Readonly<Record<string, string>>>>>
  readonly last: Moment
  /** What stands in the way of postings now, whether or not somebody tries. */
  readonly obstructions: Obstructions
  /** Faults that no heal ends, and what they struck. */
  readonly forEver: ForEver
  take(record: JournalRecord): void
  /** Whether the target knew of the fact at that time: owed, or exposed to this incarnation, both at least `grace` before. */
  knewAt(fact: FactState, at: Moment, incarnation: number): boolean
  /** It has one posting, of its own, with just what it obliges, and nobody else reports its event. */
  isPlainlyPosted(fact: FactState): boolean
  /** Net effect equals expectation in every group, and every state that it obliges is met. */
  isPosted(fact: FactState): boolean
  /** A newer fact said its state anew, and that is met, with people, or overtaken itself: nobody has to write what is no longer so. */
  isOvertaken(fact: FactState): boolean
  /** Posted more than once, or a shared thing of it was, and nothing that it obliges is missing: there is nothing left to wait for. */
  isOverPosted(fact: FactState): boolean
  /** The last applied version is at least the obliged one, and the value agrees. */
  isMet(state: StateExpectation): boolean
  /** An open or properly closed exception names it. */
  isExcepted(fact: FactState): boolean
  /** Something lasting stood in the way of the fact itself before a record: the twin was refused too, or a fault refused it for good. */
  hasObstacle(fact: FactState, before?: number): boolean
  /** Facts that come before it in its sequence. */
  predecessorsOf(fact: FactState): readonly FactState[]
  /** It and the fact that cancels it (or that it cancels) were both known to the target, and neither has an effect: a legal end. */
  isSuppressed(fact: FactState): boolean
  /** How it ended, as far as the journal goes. */
  endingOf(fact: FactState): Ending
  /** A fault that no heal ends keeps it from its end, and the target still tries. */
  isBlocked(fact: FactState): boolean
  /** Groups in which a part of what the fact obliges is missing, whatever became of it. */
  shortagesOf(fact: FactState): readonly Deviation[]
  /** What its net effect is judged over: itself (and the other reports of its event) where all postings are its own, else its component. */
  scopeOf(fact: FactState): NetScope
  /** Facts that these identities stand for, as far as they can be told apart: a reference, a key, a correlation value. */
  factsNamed(names: readonly string[], plant?: string): readonly FactState[]
  /** Facts that the value of a header stands for, however it is written there. */
  factsInHeader(value: string): readonly FactState[]
  /** Everything that shares postings with it or reports its event, and what cancels any of that. */
  componentOf(fact: FactState): NetScope
  /** A counted thing that facts share, and all of them. */
  thingOf(at: NetGroup): Thing
  things(): Iterable<Thing>
}
