import { statSync } from 'node:fs'
import { join } from 'node:path'
import type { Judgement } from '../checks/judgement.js'
import { judgeAsIfAtRest } from '../explore/at-rest.js'
import { judgeAside } from '../explore/judge-aside.js'
import { readJournal } from '../journal/reader.js'
import type { JournalRecord } from '../journal/records.js'
import { logOf } from '../report/target-log.js'
import type { LiveRun } from '../ui/contract.js'
import { standingOf } from './standing.js'

/** Larger journals are judged on a thread of their own: the run would be held up. */
const judgedHere_bytes_max = 1024 * 1024
const logTail_bytes = 16 * 1024

/** What a run tells while it goes on, beside its records. */
export type Telling = Pick<LiveRun, 'outstanding' | 'awaited'>

/** A run that goes on, by its folder. */
export function liveRun(dir: string, place: string, telling: Telling, clock: { now(): number }): LiveRun {
  const journal = join(dir, 'journal.jsonl')
  const { header } = readJournal(journal)
  const standing = standingOf(clock, {
    // What is not written whole yet ends it.
    here: (): Judgement => judgeAsIfAtRest(header, readJournal(journal).records()),
    aside: () => judgeAside(journal, { soFar: true }),
    isLong: () => statSync(journal).size > judgedHere_bytes_max,
  })
  const records = (): Iterable<JournalRecord> => readJournal(journal).records()
  return { header, place, records, ...telling, standing, log: () => logOf(join(dir, 'target.log'), logTail_bytes) }
}
