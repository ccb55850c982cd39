import type { CheckResult } from '../checks/contract.js'
import type { PlantFigure } from '../checks/figures/contract.js'
import type { Figure, RunVerdict } from '../checks/judgement.js'
import type { Explanation } from '../explain/explanation.js'
import type { JournalHeader } from '../journal/header.js'
import type { JournalRecord } from '../journal/records.js'
import type { Timeline } from '../journal/timeline/index.js'
import type { Glyphs } from './glyphs.js'
import type { Line } from './layout/spans.js'

/** What judges say of a run, so far or at its end. A judgement is assignable to it. */
export interface Judged {
  readonly verdict: RunVerdict
  readonly why: string
  /** The journal has its end mark; false of one that was cut off, and of a run that goes on. */
  readonly whole: boolean
  readonly results: readonly CheckResult[]
  readonly figures: readonly Figure[]
  readonly plantFigures: readonly PlantFigure[]
  /** The moment of the run up to which they have judged. */
  readonly duration_ms: number
}

/** The clock of whoever looks, not of the run. */
export interface ViewClock {
  now(): number
  /** Calls back once; the returned function cancels. */
  setTimer(ms: number, callback: () => void): () => void
}

/** Where one looks from the start. */
export interface ViewStart {
  /** A record's number, or milliseconds of the run. */
  readonly at?: { readonly seq: number } | { readonly t: number }
  /** Lanes that are shown; all of them, if absent. */
  readonly only?: readonly string[]
  readonly filter?: string
  /** A window of time. */
  readonly window?: { readonly from_ms: number; readonly to_ms: number }
}

export interface ViewOptions {
  readonly colors: boolean
  readonly unicode: boolean
  /** Sentences instead of a picture. */
  readonly screenReader: boolean
  readonly fps: number
  readonly clock: ViewClock
  /** Command that shows the same, without what is looked at: `mfgsync view run/journal.jsonl`. */
  readonly command: readonly string[]
  readonly start: ViewStart
  /** Shows a text in the editor of whoever looks, while he has the terminal; gives what is to be said of it, if anything. */
  readonly edit?: (name: string, text: string) => Promise<string>
}

/** Something that is drawn on a terminal, and takes keys. */
export interface Looked {
  /** Calls back whenever there is another picture. */
  readonly subscribe: (listener: () => void) => () => void
  /** Another value for another picture. */
  readonly current: () => unknown
  picture(glyphs: Glyphs): readonly Line[]
  dispatch(action: LookedAction): void
  /** Takes the way to give the terminal to somebody else for a while. */
  drawnBy(handOver: (use: () => Promise<void>) => Promise<void>): void
}

type LookedAction =
  | { readonly do: 'key'; readonly key: string }
  | { readonly do: 'resize'; readonly columns: number; readonly rows: number }

/** A line of the target's log, and when it was said, in milliseconds of the run; of older runs that is not known. */
export interface LogLine {
  readonly text: string
  readonly t?: number
}

/** A run that is over. */
export interface StoredRun {
  readonly header: JournalHeader
  records(): Iterable<JournalRecord>
  /** One of those that were read, again; absent where they are in memory. */
  readonly recordAt?: ((seq: number) => JournalRecord | undefined) | undefined
  /** The same verdicts as `mfgsync check` gives. */
  judge(): Promise<Judged>
  explain(): readonly Explanation[]
  /** Lines of the target's log. */
  log(): readonly LogLine[]
  /** Writes its page, or a picture of the messages that matter, and gives the path. */
  save?(what: 'page' | 'picture'): Promise<string>
}

/** A run that goes on. */
export interface LiveRun {
  readonly header: JournalHeader
  /** `run 2 of 20`; empty where there is one. */
  readonly place: string
  /** Those that are written whole so far. */
  records(): Iterable<JournalRecord>
  /** What there is of it already; it grows beside whoever looks. */
  readonly timeline?: Timeline
  /** Facts that are still expected. */
  outstanding(): number
  /** The first of them, by business key. */
  awaited?(): readonly string[]
  /** What can be said before its end, where that is something new. */
  standing(): Judged | undefined
  /** Last lines of the target's log. */
  log(): readonly LogLine[]
}
