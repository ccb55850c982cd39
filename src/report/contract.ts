import type { BaselineProblem, KnownFailure, RunOutcome } from '../checks/baseline.js'
import type { Judgement } from '../checks/judgement.js'
import type { Cause } from '../explain/causes.js'
import type { Explanation } from '../explain/explanation.js'
import type { JournalRecord } from '../journal/records.js'

/** What an invocation runs, for those who put several of them together. */
export interface SessionFacts {
  /** Name of this invocation among others: a cell of a matrix. */
  readonly label?: string | undefined
  /** Which part of the planned cases it has. */
  readonly shard?: { readonly index: number; readonly total: number } | undefined
  /** All planned cases: how many, and one text that is equal where they are. */
  readonly planned: { readonly hash: string; readonly cases: number }
}

/** What a reporter must know of the terminal; a screen satisfies it. */
export interface ReportStyle {
  readonly colors: boolean
  readonly unicode: boolean
  /** Width in characters. */
  readonly columns: number
  /** What a person types to start mfgsync; absent: its name. */
  readonly program?: string
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
  /** The file that it writes to; absent: standard output. */
  readonly file?: string
  /** What is the same for all runs of the invocation. */
  readonly session?: SessionFacts
  /** The file whose Markdown GitHub shows for a step. */
  readonly stepSummary?: string
  /** True if several runs report at once: each line then names its run. */
  readonly interleaved?: boolean
  /** True if more than one run is to be reported: those that passed then take a line each. */
  readonly several?: boolean
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
  /** The first of them, by business key. */
  awaited?(): readonly string[]
}

export interface RunFiles {
  readonly dir: string
  readonly journal: string
  readonly case?: string
  readonly targetLog?: string
}

/** A case as it is asked for. */
export interface AskedCase {
  /** Name of a shipped scenario, or the absolute path of another. */
  readonly scenario: string
  readonly variant: string
  readonly size: string
  readonly seed: number
  readonly dedupe?: string
  readonly identifiers?: string
}

/** One run, judged and explained: all that a reporter renders. */
export interface RunReport {
  /** What makes it this case, in one text: equal in every invocation that asks for the same. */
  readonly identity: string
  /** What has to be asked for to run it again. */
  readonly asked?: AskedCase
  /** Name of the invocation, where it has one. */
  readonly label?: string
  /** From 1; above that, the case was run again because it failed before. */
  readonly attempt: number
  readonly judgement: Judgement
  /** How it counts: as it was judged, or `known` where a baseline covers all that failed. */
  readonly outcome: RunOutcome
  /** The failed checks that a baseline covers. */
  readonly known: readonly KnownFailure[]
  /** Per failing check the first witness, and the worst if it is another one. */
  readonly explanations: readonly Explanation[]
  /** The explanations by what went wrong: each cause is told once. */
  readonly causes: readonly Cause[]
  readonly files: RunFiles
  /** Whole command lines. `replay` only where a case was written. */
  readonly reproduce: { readonly command: string; readonly replay?: string }
  /** A whole command line: what is worth trying after this case passed. */
  readonly next?: string
  /** A whole command line that looks closer at what failed; absent: the one that judges the journal again. */
  readonly look?: string
  /** Reads the journal once more, for reporters that show messages. */
  records(): Iterable<JournalRecord>
}

export interface Skipped {
  readonly name: string
  readonly seed: number
  readonly why: string
}

/** A case that failed and passed, with nothing changed in between. */
export interface Flaky {
  readonly name: string
  readonly seed: number
  readonly failed: number
  readonly attempts: number
}

/** All cases of an invocation: one that was run again counts once, as it ended; one that is flaky is neither passed nor failed. */
export interface Summary {
  readonly runs: number
  readonly passed: number
  readonly failed: number
  readonly unknown: number
  readonly setUpErrors: number
  readonly interrupted?: number
  /** Failed by nothing but what the baseline knows. */
  readonly known?: number
  /** Entries of the baseline that fail the invocation. */
  readonly baseline?: readonly BaselineProblem[]
  readonly flaky?: readonly Flaky[]
  readonly label?: string
  readonly skipped: readonly Skipped[]
  readonly exitCode: number
}

/** A reporter at work on one invocation. */
export interface Reporter {
  /** Called when a run starts. */
  begin?(run: RunHead): void
  /** Called for each record as it is written, while the run goes on. */
  event?(record: JournalRecord, run: RunHead): void
  /** Called every few seconds while a run goes on, with the time since it began: for those who wait. */
  waiting?(run: RunHead, t_ms: number): void
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
  readonly fileName?: string | ((session?: SessionFacts) => string)
  create(context: ReportContext): Reporter
}
