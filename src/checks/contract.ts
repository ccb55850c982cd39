import type { Quantity } from '../domain/quantity.js'
import type { Ending, EntityState, FactState, Posting, PostingLine, StateWrite } from '../journal/evidence-types.js'
import type { Evidence } from '../journal/evidence.js'
import type { NetScope } from '../journal/net-effects.js'
import type { JournalRecord } from '../journal/records.js'
import type { Thing } from '../journal/things.js'

/**
 * `not-in-scope`: the target does not cover the flow. `not-judged`: a setting or missing input rules it out; printed, no effect on
 * the exit.
 */
export type Verdict = 'pass' | 'fail' | 'unknown' | 'not-in-scope' | 'not-judged'

/** S: safety, evaluated on every prefix. L: liveness, at quiescence. D: diagnostic, never fails a run alone. */
type CheckClass = 'S' | 'L' | 'D'

/** One broken promise, as data. */
export interface Violation {
  /** Stable word for the kind of break: the fingerprint groups by it (`excess`, `missing`, `never-collected`). */
  readonly reason: string
  /** One sentence with numbers in business words: what was observed and what was possible. */
  readonly message: string
  /** Larger is worse; orders `worst`. */
  readonly badness: number
  /** `seq` of the records that led there, in order. All exist in the journal. */
  readonly records: readonly number[]
  /** Facts it is about. */
  readonly eids: readonly string[]
}

/** Violations as a check counts them: never a list that grows with the run. */
export interface Violations {
  readonly count: number
  readonly first?: Violation
  readonly worst?: Violation
  readonly last?: Violation
  readonly byReason: Readonly<Record<string, number>>
}

/** What is off and belongs to another check: it is told once, by the check that owns it. */
export interface Following {
  readonly count: number
  /** Checks that own what it follows from. */
  readonly owners: readonly string[]
  readonly first: Violation
}

export interface Outcome {
  /** How many things were judged: 0 means that the check had no input. */
  readonly judged: number
  readonly violations: Violations
  readonly following?: Following
  /** Why it could not be decided; makes the verdict `unknown` where nothing failed. */
  readonly unknown?: string
  /** Why it was not judged (exceptions: none, no limit set). */
  readonly notJudged?: string
  /** Printed beside the verdict, without effect on it. */
  readonly notes?: readonly string[]
}

/** A kind of record that a check listens to; `effect.state` are effects that change a state, not those that post a quantity. */
export type Heard = JournalRecord['kind'] | 'effect.state'

/** A check at work on one journal. */
export interface Judge {
  /** Records that `on` wants; absent: all of them. Most records concern few checks, and a journal has a million. */
  readonly hears?: readonly Heard[]
  /** Called for each record, in order, after the evidence has taken it in. */
  on?(record: JournalRecord): void
  /** Called once, at the end of the journal. */
  end(): Outcome
}

/** One property judged from the journal. One file per check; the index is the only list. */
export interface Check {
  /** Number in the catalogue of invariants. */
  readonly number: number
  readonly name: string
  readonly class: CheckClass
  /** The promise, in one sentence and business words. */
  readonly title: string
  /** Integrations with one planted bug that it has convicted. Empty: advisory, it cannot fail a run. */
  readonly provenBy: readonly string[]
  /** Rows of what was asked for that it shows: `effectivity` (docs/reference/covers.md). */
  readonly covers?: readonly string[]
  /** It adds up what others judge one by one: where one of them fails as well, that one is told first. */
  readonly addsUp?: true
  begin(evidence: Evidence): Judge
}

/** A line that is not what its facts oblige, and stands there in the end. */
export interface Owned {
  readonly facts: readonly FactState[]
  readonly posting: Posting
  readonly line: PostingLine
  /** What of it is there. */
  readonly quantity: Quantity
}

/**
 * What a check says is its own of all that is wrong: it tells of it, and the checks of everything leave it to that one. Claims are asked
 * one after the other; a line is the first one's that has it.
 */
export interface Claim {
  /** Name of the check. */
  readonly owner: string
  /** Lines of what is judged together, where not all is as it should be. */
  lines?(evidence: Evidence, scope: NetScope): Iterable<Owned>
  /** Whether it judges what stands in a group of an entity. */
  state?(entity: EntityState, group: string): boolean
  /** What was left out of such a group is empty there, and not lost, where the rest of it was written or posted: it tells of that too. */
  readonly empty?: true
  /** Whether it tells of a write that no fact asks for. */
  write?(evidence: Evidence, write: StateWrite): boolean
  /** Whether it tells how much there is of what facts share. */
  thing?(thing: Thing): boolean
  /** Whether it tells why a fact came to this end. */
  fact?(evidence: Evidence, fact: FactState, ending: Ending): boolean
}

/** What a check found about a journal. */
export interface CheckResult {
  readonly check: string
  readonly number: number
  readonly class: CheckClass
  readonly title: string
  readonly verdict: Verdict
  /** True for a check that cannot fail a run. */
  readonly advisory: boolean
  readonly judged: number
  readonly violations: Violations
  readonly why?: string
  readonly notes: readonly string[]
}
