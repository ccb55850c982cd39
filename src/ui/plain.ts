import type { StoredRun, ViewStart } from './contract.js'
import { rowLanes, rowWords } from './state/rows.js'
import { parseFilter } from '../words/filter.js'
import { passes } from './state/filter.js'
import { failedRecords } from './state/selectors.js'
import { Timeline, type Row } from '../journal/timeline/index.js'
import { safe } from './layout/spans.js'

export { readAloud, Speaker } from './aloud.js'

const none: ReadonlySet<number> = new Set()

/** A row as a line that can be searched and compared: `T+0.015     target→erp  POST confirmation.create MC-000001 #2`. */
function plainRow(row: Row, isFailure: boolean): string {
  const time = `T+${(row.t / 1_000).toFixed(3)}`.padEnd(12)
  const lanes = row.what === 'answered' ? [...rowLanes(row)].reverse() : rowLanes(row)
  return `${String(row.seq).padStart(6)}  ${time}${lanes.join('→').padEnd(14)}  ${safe(rowWords(row))}${isFailure ? '  ✗' : ''}`
}

/** A stored run in lines, for those without a terminal. */
export async function printRun(run: StoredRun, write: (text: string) => void, start: ViewStart): Promise<void> {
  const judged = await run.judge()
  const failed = failedRecords(judged.results)
  const filter = parseFilter(start.filter ?? '')
  const only = start.only ?? []
  const timeline = new Timeline(run.header)
  for (const record of run.records()) timeline.take(record)
  const isShown = (row: Row): boolean =>
    passes(filter, row, timeline, { marked: none, failed }) && (only.length === 0 || rowLanes(row).every((lane) => only.includes(lane)))
  const { at } = start
  const isAfter = (row: Row): boolean => at === undefined || ('seq' in at ? row.seq >= at.seq : row.t >= at.t)
  for (const row of timeline.rows) if (isShown(row) && isAfter(row)) write(`${plainRow(row, failed.has(row.seq))}\n`)
  write(`${judged.verdict.toUpperCase()}${judged.why === '' ? '' : `  ${safe(judged.why, 400)}`}\n`)
}
