import { duration } from '../../words/duration.js'
import { targetLane, type Row, type Timeline } from '../../journal/timeline/index.js'
import type { Judged } from '../contract.js'
import { rowWords } from '../state/rows.js'
import { safe } from './spans.js'

/** What a screen reader says of a row; nothing of rows that say what the next one says as well. */
export function sentence(row: Row, timeline: Timeline): string | undefined {
  const name = (id: string): string => (id === targetLane ? 'The target' : (timeline.lanes.find((lane) => lane.id === id)?.title ?? id))
  const at = `${(row.t / 1_000).toFixed(2)} s.`
  const words = safe(rowWords(row)).replaceAll('→', 'to').replaceAll('#', 'number ')
  switch (row.what) {
    case 'fact':
      return `${at} ${name(row.fact.source)}: ${words}.`
    case 'sent':
    case 'shown-again':
      return row.message.posts ? `${at} ${name(row.message.from)} to ${name(row.message.to)}: ${words}.` : undefined
    case 'answered':
      return row.message.posts && (row.message.lost !== undefined || row.message.answered?.knowledge !== 'acked')
        ? `${at} ${name(row.message.to)} to ${name(row.message.from)}: ${words}.`
        : undefined
    case 'commit':
      return `${at} ${name(row.commit.system)} committed ${words}.`
    case 'published':
      return undefined
    case 'fault':
    case 'gate':
    case 'exception':
    case 'life':
    case 'mark':
      return `${at} ${words.slice(0, 1).toUpperCase()}${words.slice(1)}.`
  }
}

/** The verdict in sentences. */
export function verdictSentences({ verdict, why, results }: Judged, duration_ms: number): readonly string[] {
  const failed = results.filter((result) => result.verdict === 'fail')
  return [
    `The run took ${duration(duration_ms)}. Verdict: ${verdict}.`,
    ...(why === '' ? [] : [safe(why, 400)]),
    ...failed.map(
      ({ check, violations, advisory }) =>
        `Check ${check} failed${advisory ? ', as advice' : ''}: ${safe(violations.first?.message ?? '', 400)}`,
    ),
  ]
}
