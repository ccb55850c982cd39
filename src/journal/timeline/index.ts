import type { JournalHeader } from '../header.js'
import type { JournalRecord } from '../records.js'
import { Timeline, type TimelineOptions } from './timeline.js'
import type { At, Band, Message, Row } from './types.js'

export { firstDivergence } from './divergence.js'
export { Timeline, type TimelineOptions } from './timeline.js'
export * from './types.js'

/** The timeline of a whole journal. */
export function timelineOf(
  journal: { readonly header: JournalHeader; readonly records: Iterable<JournalRecord> },
  options: TimelineOptions = {},
): Timeline {
  const timeline = new Timeline(journal.header, options)
  for (const record of journal.records) timeline.take(record)
  return timeline
}

/** Place of the last row up to a record; -1 before the first. */
export function rowAt(rows: readonly Row[], seq: number): number {
  let low = 0
  let high = rows.length
  while (low < high) {
    const middle = (low + high) >> 1
    if ((rows[middle]?.seq ?? 0) <= seq) low = middle + 1
    else high = middle
  }
  return low - 1
}

/** The faults that stood at a record. */
export function bandsAt(bands: readonly Band[], seq: number): readonly Band[] {
  return bands.filter(({ from, to }) => from.seq <= seq && (to === undefined || seq <= to.seq))
}

/** The facts that a row is about. */
export function factsOf(row: Row): readonly string[] {
  switch (row.what) {
    case 'fact':
      return [row.fact.eid]
    case 'published':
    case 'sent':
    case 'shown-again':
    case 'answered':
      return row.message.eids
    case 'commit':
      return row.commit.eids
    case 'fault':
      return row.message?.eids ?? []
    case 'gate':
      return [row.gate.eid]
    case 'exception':
      return row.exception.eids
    case 'life':
    case 'mark':
      return []
  }
}

/** How a message stood at a record: what had come by then. */
export function stateAt(message: Message, seq: number): 'not yet' | 'under way' | 'arrived' | 'applied' | 'answered' | 'lost' {
  const by = (moment: At | undefined): boolean => moment !== undefined && moment.seq <= seq
  if (!by(message.sent)) return 'not yet'
  if (by(message.answered)) return message.lost === undefined ? 'answered' : 'lost'
  if (message.committed.some(by)) return 'applied'
  return by(message.arrived) ? 'arrived' : 'under way'
}

/** From here on a message or its answer took noticeably long. */
const lateAfter_ms = 1_000

/** An entry of a feed waits for whoever reads it: that is not late. */
export function isLate({ sent, arrived, answered, wire }: Pick<Message, 'sent' | 'arrived' | 'answered' | 'wire'>): boolean {
  const last = Math.max(arrived?.t ?? sent.t, answered?.t ?? sent.t)
  return wire !== 'feed' && last - sent.t >= lateAfter_ms
}

/** What a filter calls a message. */
export function traitsOf(message: Message): readonly string[] {
  return [
    ...(message.lost === undefined ? [] : ['lost']),
    ...(message.again ? [message.again.how] : []),
    ...(isLate(message) ? ['late'] : []),
    ...(message.answered?.knowledge === 'refused' ? ['refused'] : []),
    ...(message.posts ? [] : ['read']),
  ]
}
