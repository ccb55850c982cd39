import { existsSync, readFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { judgeJournal } from '../checks/judge.js'
import type { Judgement } from '../checks/judgement.js'
import { explainRun } from '../explain/explain.js'
import type { Explanation } from '../explain/explanation.js'
import type { JournalHeader } from '../journal/header.js'
import { readJournal } from '../journal/reader.js'
import type { JournalRecord } from '../journal/records.js'
import { tailOf } from './target-log.js'

/** A stored run as one who looks at it needs it: records, and the verdicts and explanations that `mfgsync check` gives. */
export interface RunOnDisk {
  readonly header: JournalHeader
  records(): Iterable<JournalRecord>
  readonly recordAt: ((seq: number) => JournalRecord | undefined) | undefined
  judge(): Promise<Judgement>
  explain(): readonly Explanation[]
  log(): readonly string[]
}

export interface RunOnDiskOptions {
  readonly journal: string
  readonly targetLog?: string | undefined
  /** Whole command lines, for explanations. */
  readonly reproduce: { readonly command: string; readonly replay?: string }
  /** Judges elsewhere, or has judged already; here, if absent. */
  readonly judge?: () => Promise<Judgement>
}

/** Opens a stored run. Throws JournalError if there is none. */
export function runOnDisk({ journal, targetLog, reproduce, judge = async () => judgeJournal(journal) }: RunOnDiskOptions): RunOnDisk {
  let judged: Judgement | undefined
  const reading = readJournal(journal)
  return {
    header: reading.header,
    records: () => reading.records(),
    recordAt: reading.recordAt,
    judge: async () => (judged ??= await judge()),
    explain: () => (judged ? explainRun(judged, journal, reproduce) : []),
    log: () => (targetLog === undefined ? [] : tailOf(targetLog)),
  }
}

/** The command that runs a case again, as it was written; the judging of the journal, where no case lies beside it. */
export function reproduceOf(journal: string, check: string, replayOf: (path: string) => string): RunOnDiskOptions['reproduce'] {
  const path = join(dirname(journal), 'case.json')
  if (!existsSync(path)) return { command: check }
  try {
    const { reproduce } = JSON.parse(readFileSync(path, 'utf8')) as { readonly reproduce?: unknown }
    return { command: typeof reproduce === 'string' ? reproduce : check, replay: replayOf(path) }
  } catch {
    return { command: check }
  }
}
