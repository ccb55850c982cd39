import { judgeJournal } from '../checks/judge.js'
import type { Judgement } from '../checks/judgement.js'
import type { JournalHeader } from '../journal/header.js'
import type { JournalRecord } from '../journal/records.js'

/** Judges records as if nothing more came after them: what liveness says of them is no verdict, and what would be one. */
export function judgeAsIfAtRest(header: JournalHeader, records: Iterable<JournalRecord>): Judgement {
  return judgeJournal({ header: unpromised(header), records: asIfAtRest(records) })
}

/** Nobody promised that all of a scenario would be exercised so far. */
export function unpromised(header: JournalHeader): JournalHeader {
  return { ...header, plan: { ...header.plan, checks: [], must_reach: [] } }
}

/** Records that are added to those of a landscape. */
export const addedAtRest = 2

/** The records, and an end as a run at rest has it. Liveness is judged at rest alone; what comes of it is told as no verdict. */
function* asIfAtRest(records: Iterable<JournalRecord>): Generator<JournalRecord> {
  let [seq, t] = [0, 0]
  for (const record of records) {
    ;({ seq, t } = record)
    yield record
  }
  yield { seq: seq + 1, t, kind: 'mark', mark: 'quiet', how: 'quiet', waited_ms: 0, patience_ms: 0, outstanding: 0 }
  yield { seq: seq + 2, t, kind: 'mark', mark: 'end', records: seq + 2 }
}
