import type { JournalHeader } from '../journal/header.js'
import type { QuietHow } from '../journal/records.js'
import type { CheckResult } from './contract.js'
import type { PlantFigure } from './figures/contract.js'

/** One row of the reconciliation table: a key, what each side says, and which cell is odd. */
export interface ReconciliationRow {
  /**
   * What it is of: an order, stock, an amount or a count of something else, a state; which revision of an item is active, or what may be
   * done with a lot, in all systems at once.
   */
  readonly subject: 'order' | 'stock' | 'amount' | 'count' | 'state' | 'revision' | 'lot' | 'plan'
  /** `100001 / 0010 yield`, `P1 C1 @ RM01`, `C2 / L1 availability`, `lines of bom:P1/FG-100`, `P1 FG-100 active`. */
  readonly key: string
  /** Column name to figure, of a state its version or value: `MES` (source facts), `ERP` (ledger), `exceptions` (handed to people). */
  readonly cells: Readonly<Record<string, string>>
  /** Columns that disagree with the source of the figure; empty when the row agrees. */
  readonly odd: readonly string[]
}

export interface Reconciliation {
  readonly columns: readonly string[]
  /** Odd rows first; at most `reconciliation_rows_max`, `hidden` counts the rest. */
  readonly rows: readonly ReconciliationRow[]
  readonly agreeing: number
  readonly hidden: number
}

/** Business figures: every one is judged by the check named, or labelled as not judged. */
export interface Figure {
  readonly name: string
  readonly value: string
  /** The check that judges it; absent: not judged. */
  readonly judgedBy?: string
}

/** Set-up findings: what a target's author should read before any verdict. */
export interface SetUpFinding {
  readonly what: 'not-understood' | 'no-such-path' | 'delivery-404' | 'deliveries-refused' | 'target-died' | 'target-never-ready'
  readonly message: string
  readonly count: number
  readonly details: readonly string[]
  readonly records: readonly number[]
}

/** A fault that may fire and never did: the verdict does not hang on it, and what it would have tried was not tried. */
export interface MissedFault {
  readonly fault: string
  /** What came nearest; empty where nobody said. */
  readonly nearest: string
}

export const runVerdicts = ['pass', 'fail', 'unknown', 'set-up-error', 'interrupted'] as const
export type RunVerdict = (typeof runVerdicts)[number]

/** All that can be said of one journal. Plain data; reporters only render it. */
export interface Judgement {
  readonly header: JournalHeader
  readonly verdict: RunVerdict
  /** One sentence why, for anything but pass. */
  readonly why: string
  readonly results: readonly CheckResult[]
  readonly setUp: readonly SetUpFinding[]
  /** Faults that may fire and did not; those that must are the affair of `vacuity`. */
  readonly missed: readonly MissedFault[]
  readonly reconciliation: Reconciliation
  readonly figures: readonly Figure[]
  /** What a plant leader asks for, as it stands at the end. No verdict hangs on it. */
  readonly plantFigures: readonly PlantFigure[]
  readonly facts: number
  readonly records: number
  /** Milliseconds of the run, by its last record. */
  readonly duration_ms: number
  readonly quiet:
    | {
        readonly how: QuietHow
        readonly waited_ms: number
        readonly patience_ms: number
        readonly outstanding: number
        readonly doubts: number
      }
    | undefined
  /** False for a journal that ends before its end mark: judged as a prefix. */
  readonly whole: boolean
}
