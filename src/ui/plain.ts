import type { Judged, StoredRun, ViewStart } from './contract.js'
import { rowLanes, rowWords } from './state/rows.js'
import { parseFilter } from '../words/filter.js'
import { passes } from './state/filter.js'
import { failedAt, failedRecords, failuresOf, listedChecks } from './state/selectors.js'
import { seqAt } from './state/navigate.js'
import { rowAt, Timeline, type Row } from '../journal/timeline/index.js'
import { safe } from './layout/spans.js'
import { count } from '../words/lists.js'

export { readAloud, Speaker } from './aloud.js'

const none: ReadonlySet<number> = new Set()

/** A row as a line that can be searched and compared: `T+0.015  target→erp  MC-1 POST confirmation.create #2  ✗ no-duplicate-effect`. */
function plainRow(row: Row, failed: readonly string[]): string {
  const time = `T+${(row.t / 1_000).toFixed(3)}`.padEnd(12)
  const lanes = row.what === 'answered' ? [...rowLanes(row)].reverse() : rowLanes(row)
  const struck = row.what === 'sent' ? [...new Set(row.message.faults.map(({ fault }) => fault))] : []
  const tail = [...(struck.length > 0 ? [`[${struck.join(', ')}]`] : []), ...(failed.length > 0 ? [`✗ ${failed.join(', ')}`] : [])]
  return [
    `${String(row.seq).padStart(6)}  ${time}${lanes.join('→').padEnd(14)}  ${safe(rowWords(row))}`,
    ...tail.map((each) => safe(each)),
  ].join('  ')
}

/** A stored run in lines, for those without a terminal. */
export async function printRun(run: StoredRun, write: (text: string) => void, start: ViewStart): Promise<void> {
  const judged = await run.judge()
  const failed = failedRecords(judged.results)
  const checks = failedAt(judged.results)
  const filter = parseFilter(start.filter ?? '')
  const only = start.only ?? []
  const timeline = new Timeline(run.header)
  for (const record of run.records()) timeline.take(record)
  const isShown = (row: Row): boolean =>
    isWithin(row, start) &&
    passes(filter, row, timeline, { marked: none, failed }) &&
    (only.length === 0 || rowLanes(row).every((lane) => only.includes(lane)))
  const { at } = start
  const isAfter = (row: Row): boolean => at === undefined || ('seq' in at ? row.seq >= at.seq : row.t >= at.t)
  const rows = timeline.rows.filter((row) => isShown(row) && isAfter(row))
  for (const row of rows) write(`${plainRow(row, checks.get(row.seq) ?? [])}\n`)
  if (rows.length === 0 && timeline.rows.length > 0) write(`${nothingShown(timeline)}\n`)
  if (!judged.whole) write('The journal ends before its end mark; it was judged as far as it goes.\n')
  write(`${judged.verdict.toUpperCase()}${judged.why === '' ? '' : `  ${safe(judged.why, 400)}`}\n`)
}

/** Nothing is left of a run in which something happened: the person asked for another. */
function nothingShown({ rows, records, last }: Timeline): string {
  return (
    `Nothing of the ${count(rows.length, 'row')} of this run is what --filter, --only, --window and --at ask for; ` +
    `it has ${count(records, 'record')}, up to T+${(last.t / 1_000).toFixed(3)}.`
  )
}

function isWithin({ t }: Row, { window }: ViewStart): boolean {
  return window === undefined || (t >= window.from_ms && t <= window.to_ms)
}

/** A stored run as data: what the view would open with, for programs. */
export async function summaryOf(run: StoredRun, start: ViewStart, command: readonly string[]): Promise<object> {
  const judged = await run.judge()
  const timeline = new Timeline(run.header)
  for (const record of run.records()) timeline.take(record)
  const { plan, target, startedAt } = run.header
  const failures = failuresOf(judged.results).map(({ seq, ...failure }) => ({ ...failure, ...placed(seq, timeline) }))
  const at = start.at === undefined ? (firstOf(judged) ?? 1) : 'seq' in start.at ? start.at.seq : seqAt(timeline.rows, start.at.t)
  return {
    run: run.header.run,
    scenario: plan.scenario.name,
    variant: plan.variant,
    size: plan.size,
    seed: plan.seed,
    target: target.label,
    startedAt,
    verdict: judged.verdict,
    why: judged.why,
    whole: judged.whole,
    systems: timeline.lanes.map(({ id, title }) => ({ name: id, title })),
    records: timeline.records,
    rows: timeline.rows.length,
    duration_ms: timeline.last.t,
    lives: timeline.lives.length,
    phases: timeline.phases.map(({ name, from }) => ({ name, record: from.seq, t_ms: from.t })),
    faults: timeline.bands.map(({ fault, name, from, to, fired }) => ({ fault, name, fired, from_ms: from.t, to_ms: to?.t ?? null })),
    failures,
    opensAt: placed(at, timeline),
    command: [...command, '--at', String(at)],
  }
}

/** Where the check that stands first failed first. */
function firstOf(judged: Judged): number | undefined {
  const [check] = listedChecks({ judged })
  return check?.verdict === 'fail' ? check.violations.first?.records.at(-1) : undefined
}

function placed(seq: number, timeline: Timeline): { readonly record: number; readonly t_ms: number } {
  return { record: seq, t_ms: timeline.rows[rowAt(timeline.rows, seq)]?.t ?? 0 }
}
