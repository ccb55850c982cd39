import { existsSync, readFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { judgeJournal } from '../checks/judge.js'
import type { Judgement } from '../checks/judgement.js'
import { explainRun } from '../explain/explain.js'
import type { Explanation } from '../explain/explanation.js'
import type { JournalHeader } from '../journal/header.js'
import { readJournal } from '../journal/reader.js'
import type { JournalRecord } from '../journal/records.js'
import { shownPath } from '../words/shell.js'
import { logOf, type LogLine } from './target-log.js'

/** A stored run as one who looks at it needs it: records, and the verdicts and explanations that `mfgsync check` gives. */
export interface RunOnDisk {
  readonly header: JournalHeader
  records(): Iterable<JournalRecord>
  readonly recordAt: ((seq: number) => JournalRecord | undefined) | undefined
  judge(): Promise<Judgement>
  explain(): readonly Explanation[]
  log(): readonly LogLine[]
  /** Writes its page, or a picture of the messages that matter, beside its journal, and gives the path. */
  save(what: 'page' | 'picture'): Promise<string>
}

export interface RunOnDiskOptions {
  readonly journal: string
  readonly targetLog?: string | undefined
  /** Whole command lines, for explanations. */
  readonly reproduce: { readonly command: string; readonly replay?: string }
  /** Judges elsewhere, or has judged already; here, if absent. */
  readonly judge?: () => Promise<Judgement>
  /** Name and version of the product, for what is saved. */
  readonly tool: string
}

/** What no picture shows of a run, as its writer begins the lines; judges read them. */
const notDrawn = /^\{"seq":\d+,"t":[\d.]+,"kind":"call\.closed",/

/** Opens a stored run. Throws JournalError if there is none. */
export function runOnDisk(options: RunOnDiskOptions): RunOnDisk {
  const { journal, targetLog, reproduce, judge = async () => judgeJournal(journal) } = options
  let judged: Judgement | undefined
  const reading = readJournal(journal)
  return {
    header: reading.header,
    records: () => reading.records(notDrawn),
    recordAt: reading.recordAt,
    judge: async () => (judged ??= await judge()),
    explain: () => (judged ? explainRun(judged, journal, reproduce) : []),
    log: () => (targetLog === undefined ? [] : logOf(targetLog)),
    save: async (what) => saved(what, (judged ??= await judge()), options),
  }
}

async function saved(
  what: 'page' | 'picture',
  judgement: Judgement,
  { journal, targetLog, reproduce, tool }: RunOnDiskOptions,
): Promise<string> {
  // Reporters are taken when somebody asks for one.
  const [{ openReporters }, { ReportSession }] = await Promise.all([import('./open.js'), import('./session.js')])
  const dir = dirname(journal)
  let path = dir
  const screen = { colors: false, unicode: true, columns: 80, write: () => undefined }
  const reporters = openReporters([what === 'page' ? 'html' : 'svg'], { screen, out: dir, tool, wrote: (file) => (path = file) })
  const session = new ReportSession(reporters)
  session.run({ judgement, files: { dir, journal, ...(targetLog !== undefined && { targetLog }) }, reproduce })
  session.end([], () => 0)
  return shownPath(path)
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
