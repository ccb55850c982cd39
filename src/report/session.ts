import { explainRun } from '../explain/explain.js'
import type { Judgement } from '../checks/judgement.js'
import type { JournalPlan } from '../journal/header.js'
import { readJournal } from '../journal/reader.js'
import type { JournalRecord } from '../journal/records.js'
import type { Reporter, RunFiles, RunHead, RunReport, Skipped, Summary } from './contract.js'

/** What a session needs to report one run. */
export interface RunToReport {
  readonly judgement: Judgement
  readonly files: RunFiles
  readonly reproduce: { readonly command: string; readonly replay?: string }
}

/** A run that begins, as whoever runs it knows it. */
interface StartedRun {
  readonly id: string
  readonly plan: JournalPlan
  readonly outstanding: () => number
}

/** A run that was judged, as whoever ran it knows it. */
interface JudgedRun {
  readonly judgement: Judgement
  readonly files: RunFiles
  readonly asked: { readonly reproduce: string }
}

/** What a campaign tells a session. */
export interface SessionObserver {
  begin(run: StartedRun): void
  record(record: JournalRecord, run: StartedRun): void
  judged(run: JudgedRun): void
}

/** Fans one invocation out to its reporters and keeps the counts. A run is explained once, for all of them. */
export class ReportSession {
  readonly #reporters: readonly Reporter[]
  readonly #verdicts: Judgement['verdict'][] = []

  constructor(reporters: readonly Reporter[]) {
    this.#reporters = reporters
  }

  /** Watches a campaign. `shown` makes paths as short as they can be said; `replayOf` gives the command that runs a case again. */
  observer(
    target: { readonly label: string; readonly patience_ms: number },
    shown: (path: string) => string,
    replayOf: (casePath: string) => string,
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
      }
    }
    return {
      begin: (run) => {
        const head = headOf(run)
        heads.set(run.id, head)
        this.begin(head)
      },
      record: (record, run) => this.event(record, heads.get(run.id) ?? headOf(run)),
      judged: ({ judgement, files, asked }) => {
        const replay = files.case === undefined ? {} : { replay: replayOf(shown(files.case)) }
        const { dir, journal, targetLog } = files
        const short = {
          dir: shown(dir),
          journal: shown(journal),
          ...(targetLog !== undefined && { targetLog: shown(targetLog) }),
          ...(files.case !== undefined && { case: shown(files.case) }),
        }
        this.run({ judgement, files: short, reproduce: { command: asked.reproduce, ...replay } })
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
    this.#verdicts.push(run.judgement.verdict)
    const { journal } = run.files
    const explanations = explainRun(run.judgement, journal, run.reproduce)
    const report: RunReport = { ...run, explanations, records: () => readJournal(journal).records() }
    for (const reporter of this.#reporters) reporter.run(report)
  }

  end(skipped: readonly Skipped[], exitCodeOf: (verdicts: readonly Judgement['verdict'][]) => number): Summary {
    const count = (verdict: Judgement['verdict']): number => this.#verdicts.filter((candidate) => candidate === verdict).length
    const summary: Summary = {
      runs: this.#verdicts.length,
      passed: count('pass'),
      failed: count('fail'),
      unknown: count('unknown'),
      setUpErrors: count('set-up-error'),
      interrupted: count('interrupted'),
      skipped,
      exitCode: exitCodeOf(this.#verdicts),
    }
    for (const reporter of this.#reporters) reporter.end(summary)
    return summary
  }
}
