import type { Judgement } from '../checks/judgement.js'
import type { Explanation } from '../explain/explanation.js'
import type { JournalRecord } from '../journal/records.js'

/** What a reporter must know of the terminal; a screen satisfies it. */
export interface ReportStyle {
  readonly colors: boolean
  readonly unicode: boolean
  /** Width in characters. */
  readonly columns: number
}

/** Where a reporter writes, and how much it says. */
export interface ReportContext {
  readonly style: ReportStyle
  /** Standard output, or the file that the user named for this reporter. */
  write(text: string): void
  /** One line per message, and every check by itself. */
  readonly verbose?: boolean
  /** Verdicts only. */
  readonly quiet?: boolean
  /** Name and version of the product, for machine-readable reports. */
  readonly tool?: string
  /** True if several runs report at once: each line then names its run. */
  readonly interleaved?: boolean
}

/** A run that begins. */
export interface RunHead {
  /** Unique in an invocation. */
  readonly id: string
  readonly scenario: string
  readonly title: string
  readonly variant: string
  readonly size: string
  readonly seed: number
  /** The target as the user wrote it. */
  readonly target: string
  readonly patience_ms: number
  /** Facts that are still expected, for the line that says what is waited for. */
  outstanding?(): number
}

export interface RunFiles {
  readonly dir: string
  readonly journal: string
  readonly case?: string
  readonly targetLog?: string
}

/** One run, judged and explained: all that a reporter renders. */
export interface RunReport {
  readonly judgement: Judgement
  /** Per failing check the first witness, and the worst if it is another one. */
  readonly explanations: readonly Explanation[]
  readonly files: RunFiles
  /** Whole command lines. `replay` only where a case was written. */
  readonly reproduce: { readonly command: string; readonly replay?: string }
  /** Reads the journal once more, for reporters that show messages. */
  records(): Iterable<JournalRecord>
}

export interface Skipped {
  readonly name: string
  readonly seed: number
  readonly why: string
}

/** All runs of an invocation. */
export interface Summary {
  readonly runs: number
  readonly passed: number
  readonly failed: number
  readonly unknown: number
  readonly setUpErrors: number
  readonly interrupted?: number
  readonly skipped: readonly Skipped[]
  readonly exitCode: number
}

/** A reporter at work on one invocation. */
export interface Reporter {
  /** Called when a run starts. */
  begin?(run: RunHead): void
  /** Called for each record as it is written, while the run goes on. */
  event?(record: JournalRecord, run: RunHead): void
  /** Called once per run, when it was judged. */
  run(report: RunReport): void
  /** Called once, after the last run. */
  end(summary: Summary): void
}

/** One kind of report. One file per reporter; the index is the only list. */
export interface ReporterKind {
  readonly name: string
  /** One sentence for help and docs. */
  readonly title: string
  /** The file that it writes unless the user names another; absent: standard output. */
  readonly fileName?: string
  create(context: ReportContext): Reporter
}
