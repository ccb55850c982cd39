import { statSync } from 'node:fs'
import { join } from 'node:path'
import type { Judgement } from '../checks/judgement.js'
import { judgeAsIfAtRest } from '../explore/serve.js'
import { readJournal } from '../journal/reader.js'
import type { JournalRecord } from '../journal/records.js'
import { logOf } from '../report/target-log.js'
import type { LiveRun } from '../ui/contract.js'

/** A run that goes on is judged so often that it takes at most this part of the time. */
const judgingShare = 0.03
/** Larger journals are judged at their end alone. */
const judgedLive_bytes_max = 8 * 1024 * 1024
const logTail_bytes = 16 * 1024

/** What a run tells while it goes on, beside its records. */
export type Telling = Pick<LiveRun, 'outstanding' | 'awaited'>

/** A run that goes on, by its folder. */
export function liveRun(dir: string, place: string, telling: Telling, clock: { now(): number }): LiveRun {
  const journal = join(dir, 'journal.jsonl')
  const { header } = readJournal(journal)
  let next = 0
  const standing = (): Judgement | undefined => {
    const begun = clock.now()
    if (begun < next || statSync(journal).size > judgedLive_bytes_max) return undefined
    // What is not written whole yet ends it.
    const judged = judgeAsIfAtRest(header, readJournal(journal).records())
    next = begun + (clock.now() - begun) / judgingShare
    return judged
  }
  const records = (): Iterable<JournalRecord> => readJournal(journal).records()
  return { header, place, records, ...telling, standing, log: () => logOf(join(dir, 'target.log'), logTail_bytes) }
}
