import type { JournalRecord } from '../../journal/records.js'
import type { Message, Row } from '../../journal/timeline/index.js'

/** The record of a row, and those of its message, as a text to be read: a copy, which says of what. */
export function recordsText(row: Row, message: Message | undefined, records: Iterable<JournalRecord>, command: readonly string[]): string {
  const last = Math.max(row.seq, message?.answered?.seq ?? row.seq)
  const own: JournalRecord[] = []
  for (const record of records) {
    if (record.seq > last) break
    if (record.seq === row.seq || (message && belongs(record, message))) own.push(record)
  }
  return `${JSON.stringify({ copyOf: command.join(' '), record: row.seq, records: own }, null, 2)}\n`
}

function belongs(record: JournalRecord, { what, number }: Message): boolean {
  return what === 'call' ? 'cid' in record && record.cid === number : 'did' in record && record.did === number
}
