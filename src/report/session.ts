import type { Baseline } from '../checks/baseline.js'
import { advisoryOf, causesOf } from '../explain/causes.js'
import { explainRun } from '../explain/explain.js'
import type { RunOutcome } from '../checks/baseline.js'
import type { Judgement } from '../checks/judgement.js'
import type { JournalPlan } from '../journal/header.js'
import { workOn } from '../journal/long-work.js'
import { readJournal } from '../journal/reader.js'
import type { JournalRecord } from '../journal/records.js'
import { CaseVerdicts, identityOf } from './case-verdicts.js'
import type { AskedCase, Reporter, RunFiles, RunHead, RunReport, Skipped, Summary } from './contract.js'

/** What a session needs to report one run. */
export interface RunToReport {
  readonly judgement: Judgement
  readonly files: RunFiles
  readonly reproduce: { readonly command: string; readonly replay?: string }
  /** What makes it this case; absent: worked out of its plan. */
  readonly identity?: string
  readonly asked?: AskedCase
  readonly label?: string
  /** The command line that is worth trying after it passed. */
  readonly next?: string
  /** The command line that looks closer at what failed; absent: the one that judges the journal again. */
  readonly look?: string
  /** From 1; above that, the same case was run again. */
  readonly attempt?: number
  /** Where it was explained already: its journal need not be here. */
  readonly explanations?: RunReport['explanations']
  readonly records?: RunReport['records']
}

/** What holds for a whole invocation. */
export interface SessionOptions {
  readonly label?: string | undefined
  /** A case that comes again is one that failed and is tried again; otherwise it is another run. */
  readonly retries?: boolean
  /** A case that failed and passed then fails the invocation. */
  readonly failOnFlaky?: boolean
  /** Failures that are known. */
  readonly baseline?: Baseline | undefined
}

/** A run that begins, as whoever runs it knows it. */
interface StartedRun {
  readonly id: string
  readonly plan: JournalPlan
  readonly outstanding: () => number
  readonly awaited: () => readonly string[]
}

/** A run that was judged, as whoever ran it knows it. */
interface JudgedRun {
  readonly judgement: Judgement
  readonly files: RunFiles
  readonly asked: { readonly reproduce: string; readonly identity: string; readonly parts?: AskedCase }
}

/** What a campaign tells a session. */
export interface SessionObserver {
  begin(run: StartedRun): void
  record(record: JournalRecord, run: StartedRun): void
  judged(run: JudgedRun): void
  waiting(run: StartedRun, t_ms: number): void
}

/** Fans one invocation out to its reporters and keeps the counts. A run is explained once, for all of them. */
export class ReportSession {
  readonly #reporters: readonly Reporter[]
  readonly #options: SessionOptions
  readonly #cases = new CaseVerdicts()
  readonly #begun = new Map<string, number>()

  constructor(reporters: readonly Reporter[], options: SessionOptions = {}) {
    this.#reporters = reporters
    this.#options = options
  }

  /**
   * Watches a campaign. `shown` makes paths as short as they can be said; `replayOf` gives the command that runs a case again, `nextOf` the
   * one to try after it passed.
   */
  observer(
    target: { readonly label: string; readonly patience_ms: number },
    shown: (path: string) => string,
    replayOf: (casePath: string) => string,
    nextOf: (asked: AskedCase) => string | undefined = () => undefined,
  ): SessionObserver {
    const heads = new Map<string, RunHead>()
    const headOf = (run: StartedRun): RunHead => {
      const { scenario, variant, size, seed } = run.plan
      return {
        id: run.id,
        scenario: scenario.name,
        title: scenario.title,
        variant,
        size,
        seed,
        target: target.label,
        patience_ms: target.patience_ms,
        // Asked anew each time: the run replaces the function once it can tell.
        outstanding: () => run.outstanding(),
        awaited: () => run.awaited(),
      }
    }
    return {
      begin: (run) => {
        const head = headOf(run)
        heads.set(run.id, head)
        this.begin(head)
      },
      record: (record, run) => this.event(record, heads.get(run.id) ?? headOf(run)),
      waiting: (run, t_ms) => {
        for (const reporter of this.#reporters) reporter.waiting?.(heads.get(run.id) ?? headOf(run), t_ms)
      },
      judged: ({ judgement, files, asked }) => {
        const replay = files.case === undefined ? {} : { replay: replayOf(shown(files.case)) }
        const { dir, journal, targetLog } = files
        const short = {
          dir: shown(dir),
          journal: shown(journal),
          ...(targetLog !== undefined && { targetLog: shown(targetLog) }),
          ...(files.case !== undefined && { case: shown(files.case) }),
        }
        const { identity, parts } = asked
        const attempt = this.#options.retries === true ? (this.#begun.get(identity) ?? 0) + 1 : 1
        this.#begun.set(identity, attempt)
        const next = parts && nextOf(parts)
        this.run({
          judgement,
          files: short,
          reproduce: { command: asked.reproduce, ...replay },
          identity,
          attempt,
          ...(parts && { asked: parts }),
          ...(next !== undefined && { next }),
        })
      },
    }
  }

  begin(run: RunHead): void {
    for (const reporter of this.#reporters) reporter.begin?.(run)
  }

  event(record: JournalRecord, run: RunHead): void {
    for (const reporter of this.#reporters) reporter.event?.(record, run)
  }

  run(run: RunToReport): void {
    workOn(run.files.journal, () => this.#report(run))
  }

  #report(run: RunToReport): void {
    const { identity = identityOf(run.judgement), attempt = 1, label = this.#options.label } = run
    const { journal } = run.files
    const explanations = run.explanations ?? explainRun(run.judgement, journal, run.reproduce)
    const causes = causesOf(explanations, advisoryOf(run.judgement.results))
    // Of a long one that was interrupted nothing was judged, and nothing is read.
    const isUnread = run.judgement.results.length === 0
    const records = run.records ?? ((): Iterable<JournalRecord> => (isUnread ? [] : readJournal(journal).records()))
    const { baseline } = this.#options
    const standing = baseline?.take({ identity, label, judgement: run.judgement }) ?? { outcome: run.judgement.verdict, known: [] }
    const report: RunReport = {
      ...run,
      ...standing,
      identity,
      attempt,
      ...(label !== undefined && { label }),
      explanations,
      causes,
      records,
    }
    this.#cases.take(report)
    for (const reporter of this.#reporters) reporter.run(report)
  }

  end(skipped: readonly Skipped[], exitCodeOf: (verdicts: readonly RunOutcome[]) => number): Summary {
    const { label, failOnFlaky = false } = this.#options
    const { verdicts, flaky } = this.#cases.ended()
    const baseline = this.#options.baseline?.problems() ?? []
    const count = (verdict: RunOutcome): number => verdicts.filter((candidate) => candidate === verdict).length
    const summary: Summary = {
      runs: verdicts.length + flaky.length,
      passed: count('pass'),
      failed: count('fail'),
      unknown: count('unknown'),
      setUpErrors: count('set-up-error'),
      interrupted: count('interrupted'),
      known: count('known'),
      baseline,
      flaky,
      ...(label !== undefined && { label }),
      skipped,
      exitCode: exitCodeOf((failOnFlaky && flaky.length > 0) || baseline.length > 0 ? [...verdicts, 'fail'] : verdicts),
    }
    for (const reporter of this.#reporters) reporter.end(summary)
    return summary
  }
}
