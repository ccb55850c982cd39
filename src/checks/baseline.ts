import type { CheckResult } from './contract.js'
import type { Judgement, RunVerdict } from './judgement.js'

/** Failures that are known, whose they are, and until when they may stay. */
export interface BaselineEntry {
  /** A case as every report names it. */
  readonly case: string
  /** Of the invocation; absent: whatever it is called. */
  readonly label?: string
  readonly checks: readonly string[]
  readonly owner: string
  readonly reason: string
  /** The last day on which it holds, YYYY-MM-DD, in UTC. */
  readonly expires: string
}

/** A check that failed, and of which that is known. */
export interface KnownFailure extends Pick<BaselineEntry, 'owner' | 'reason' | 'expires'> {
  readonly check: string
}

/** How a run counts: as it was judged; or `known`, where all that failed is known and all the rest is decided. */
export type RunOutcome = RunVerdict | 'known'

export interface Standing {
  readonly outcome: RunOutcome
  readonly known: readonly KnownFailure[]
}

/** Why a baseline fails an invocation. */
export interface BaselineProblem extends KnownFailure {
  readonly problem: 'expired' | 'no longer fails'
  readonly case: string
  readonly label?: string
}

/** A run, as far as a baseline has to know it. */
export interface BaselineRun {
  readonly identity: string
  readonly label?: string | undefined
  readonly judgement: Pick<Judgement, 'verdict' | 'results' | 'setUp' | 'whole'>
}

/** What was seen of a case, over all its attempts. */
interface SeenCase extends Pick<BaselineRun, 'identity' | 'label'> {
  readonly failed: Set<string>
  /** Checks of which nothing can be said. */
  readonly open: Set<string>
  /** Nothing can be said of any check. */
  undecided: boolean
}

/** What new entries say besides what failed. */
export type EntryWords = Pick<BaselineEntry, 'owner' | 'reason' | 'expires'>

export interface BaselineUpdate {
  readonly entries: readonly BaselineEntry[]
  readonly added: readonly BaselineEntry[]
  readonly removed: readonly BaselineProblem[]
}

/** Known failures, held against the runs of an invocation. Nothing but a failed check is ever covered, and none that is not named. */
export class Baseline {
  readonly #entries: readonly BaselineEntry[]
  readonly #today: string
  readonly #seen = new Map<string, SeenCase>()

  /** `today`: YYYY-MM-DD. */
  constructor(entries: readonly BaselineEntry[], today: string) {
    this.#entries = entries
    this.#today = today
  }

  /** How a run counts. */
  standingOf(run: BaselineRun): Standing {
    const failed = failedOf(run.judgement.results)
    const live = this.#entries.filter((entry) => isOf(entry, run) && !this.#isExpired(entry))
    const known = failed.flatMap(({ check }): readonly KnownFailure[] => {
      const entry = live.find(({ checks }) => checks.includes(check))
      return entry ? [knownOf(entry, check)] : []
    })
    const { verdict, results, setUp, whole } = run.judgement
    if (verdict !== 'fail' || known.length === 0 || known.length < failed.length) return { outcome: verdict, known }
    // What would have been said of the run if these had not failed.
    if (setUp.some(({ what }) => what === 'target-died')) return { outcome: 'set-up-error', known }
    return { outcome: whole && results.every((result) => result.verdict !== 'unknown') ? 'known' : 'unknown', known }
  }

  /** The same, and remembers the run for the end. */
  take(run: BaselineRun): Standing {
    const { identity, label = '', judgement } = run
    const key = `${label}\n${identity}`
    const seen = this.#seen.get(key) ?? { identity, label: run.label, failed: new Set(), open: new Set(), undecided: false }
    this.#seen.set(key, seen)
    for (const { check } of failedOf(judgement.results)) seen.failed.add(check)
    if (judgement.verdict !== 'pass' && judgement.verdict !== 'fail') seen.undecided = true
    for (const { check, verdict } of judgement.results) {
      // In a run that failed, what is not judged may have been left to a check that failed.
      if (verdict === 'unknown' || (verdict === 'not-judged' && judgement.verdict === 'fail')) seen.open.add(check)
    }
    return this.standingOf(run)
  }

  /** What fails the invocation: entries that are expired, and those whose case ran and no longer fails. */
  problems(): readonly BaselineProblem[] {
    return this.#entries.flatMap((entry) =>
      entry.checks.flatMap((check): readonly BaselineProblem[] => {
        const problem = this.#isGone(entry, check) ? 'no longer fails' : this.#isExpired(entry) ? 'expired' : undefined
        return problem === undefined ? [] : [problemOf(problem, entry, check)]
      }),
    )
  }

  /** The entries as they ought to be after these runs. What did not run, or could not be decided, stays as it is. */
  updated(words: EntryWords): BaselineUpdate {
    const removed = this.problems().filter(({ problem, ...each }) => problem === 'no longer fails' || this.#failed(each))
    const isRemoved = (entry: BaselineEntry, check: string): boolean =>
      removed.some((each) => each.check === check && each.case === entry.case && each.label === entry.label)
    const kept = this.#entries.flatMap((entry): readonly BaselineEntry[] => {
      const checks = entry.checks.filter((check) => !isRemoved(entry, check))
      return checks.length === 0 ? [] : [checks.length === entry.checks.length ? entry : { ...entry, checks }]
    })
    const added = [...this.#seen.values()].flatMap((seen): readonly BaselineEntry[] => {
      const isCovered = (check: string): boolean => kept.some((entry) => isOf(entry, seen) && entry.checks.includes(check))
      const checks = [...seen.failed].filter((check) => !isCovered(check))
      return checks.length === 0 ? [] : [{ case: seen.identity, ...(seen.label !== undefined && { label: seen.label }), checks, ...words }]
    })
    return { entries: [...kept, ...added], added, removed }
  }

  #isExpired({ expires }: Pick<BaselineEntry, 'expires'>): boolean {
    return expires < this.#today
  }

  #isGone(entry: BaselineEntry, check: string): boolean {
    const ran = [...this.#seen.values()].filter((seen) => isOf(entry, seen))
    return ran.length > 0 && ran.every(({ failed, open, undecided }) => !failed.has(check) && !open.has(check) && !undecided)
  }

  #failed(each: { readonly case: string; readonly label?: string; readonly check: string }): boolean {
    return [...this.#seen.values()].some((seen) => isOf(each, seen) && seen.failed.has(each.check))
  }
}

/** What failed, advice left out: it fails nothing. */
function failedOf(results: readonly CheckResult[]): readonly CheckResult[] {
  return results.filter(({ verdict, advisory }) => verdict === 'fail' && !advisory)
}

function isOf(entry: Pick<BaselineEntry, 'case' | 'label'>, run: Pick<BaselineRun, 'identity' | 'label'>): boolean {
  return entry.case === run.identity && (entry.label === undefined || entry.label === run.label)
}

function knownOf({ owner, reason, expires }: BaselineEntry, check: string): KnownFailure {
  return { check, owner, reason, expires }
}

function problemOf(problem: BaselineProblem['problem'], entry: BaselineEntry, check: string): BaselineProblem {
  return { problem, case: entry.case, ...(entry.label !== undefined && { label: entry.label }), ...knownOf(entry, check) }
}
