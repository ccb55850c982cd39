import type { CheckResult, Violation } from '../../checks/contract.js'
import type { Explanation } from '../../explain/explanation.js'
import { rowAt, type Band, type Message, type Row } from '../../journal/timeline/index.js'
import { passes } from './filter.js'
import { rowLanes } from './rows.js'
import type { ViewState } from './state.js'

type Looking = Pick<ViewState, 'timeline' | 'version' | 'filter' | 'window' | 'only' | 'marked' | 'judged'>

interface Visible {
  readonly key: readonly unknown[]
  readonly rows: readonly Row[]
  /** How many rows of the timeline were looked at, and what was forgotten then. */
  readonly looked: number
  readonly forgotten: number
}

/** The rows that filter and window leave, by timeline: what was asked last is what is asked next. */
const cache = new WeakMap<object, Visible>()

/** The rows that are shown, in order. */
export function visibleRows(state: Looking): readonly Row[] {
  const { timeline, filter, window, only, judged } = state
  const { rows, forgotten } = timeline
  if (filter.length === 0 && window === undefined && only.length === 0) return rows
  // Marks matter to a filter that asks for them alone.
  const marked = filter.some(({ word, values }) => word === 'is' && values.includes('marked')) ? state.marked : undefined
  const key = [filter, window, only, judged, marked]
  const known = cache.get(timeline)
  const same = known !== undefined && known.forgotten === forgotten && key.every((part, index) => part === known.key[index])
  if (same && known.looked === rows.length) return known.rows
  const sets = { marked: state.marked, failed: failedRecords(judged?.results ?? []) }
  const kept = same ? [...known.rows] : []
  for (let index = same ? known.looked : 0; index < rows.length; index += 1) {
    const row = rows[index]
    if (row && isIn(row, window) && isOnly(row, only) && passes(filter, row, timeline, sets)) kept.push(row)
  }
  cache.set(timeline, { key, rows: kept, looked: rows.length, forgotten })
  return kept
}

/** Whether filter and window leave a row. */
export function isVisible(state: Looking, row: Row): boolean {
  const { timeline, filter, window, only, judged, marked } = state
  const sets = { marked, failed: failedRecords(judged?.results ?? []) }
  return isIn(row, window) && isOnly(row, only) && passes(filter, row, timeline, sets)
}

/** The faults that stood in the window; all of them, if there is none. */
export function bandsIn({ timeline, window }: Pick<ViewState, 'timeline' | 'window'>): readonly Band[] {
  if (!window) return timeline.bands
  return timeline.bands.filter(({ from, to }) => from.t <= window.to_ms && (to === undefined || to.t >= window.from_ms))
}

function isIn({ t }: Row, window: ViewState['window']): boolean {
  return window === undefined || (window.from_ms <= t && t <= window.to_ms)
}

function isOnly(row: Row, only: readonly string[]): boolean {
  return only.length === 0 || rowLanes(row).every((lane) => only.includes(lane))
}

/** The record that every pane shows. */
export function lookedAt({ following, timeline, cursor }: Pick<ViewState, 'following' | 'timeline' | 'cursor'>): number {
  return following ? timeline.last.seq : cursor
}

/** Place of the chosen row among those that are shown; -1 where none is. */
export function chosenPlace(state: ViewState): number {
  const rows = visibleRows(state)
  return state.following ? rows.length - 1 : Math.max(rows.length > 0 ? 0 : -1, rowAt(rows, state.cursor))
}

export function chosenRow(state: ViewState): Row | undefined {
  return visibleRows(state)[chosenPlace(state)]
}

/** The message that a row is about. */
export function messageOf(row: Row | undefined, { timeline }: Pick<ViewState, 'timeline'>): Message | undefined {
  if (!row) return undefined
  if ('message' in row && row.message) return row.message
  return row.what === 'commit' ? timeline.messages.get(row.commit.message ?? '') : undefined
}

const failedKnown = new WeakMap<readonly CheckResult[], ReadonlySet<number>>()

/** Where failures come to light: the last record that each violation that is kept cites. */
export function failedRecords(results: readonly CheckResult[]): ReadonlySet<number> {
  const known = failedKnown.get(results)
  if (known) return known
  const found = new Set(
    results.flatMap((result) => (result.verdict === 'fail' ? violationsOf(result).flatMap(({ records }) => records.at(-1) ?? []) : [])),
  )
  failedKnown.set(results, found)
  return found
}

interface Failure {
  readonly check: string
  readonly advisory: boolean
  readonly message: string
  /** The record at which it came to light. */
  readonly seq: number
}

/** What failed, by where it came to light: of each check the violations that are kept. */
export function failuresOf(results: readonly CheckResult[]): readonly Failure[] {
  return results
    .filter(({ verdict }) => verdict === 'fail')
    .flatMap((result) =>
      violationsOf(result).flatMap(({ message, records }) => {
        const seq = records.at(-1)
        return seq === undefined ? [] : [{ check: result.check, advisory: result.advisory, message, seq }]
      }),
    )
    .sort((a, b) => a.seq - b.seq)
}

/** The checks that failed at each record. */
export function failedAt(results: readonly CheckResult[]): ReadonlyMap<number, readonly string[]> {
  return new Map(
    [...Map.groupBy(failuresOf(results), ({ seq }) => seq)].map(([seq, all]) => [seq, [...new Set(all.map(({ check }) => check))]]),
  )
}

function violationsOf({ violations }: Pick<CheckResult, 'violations'>): readonly Violation[] {
  const { first, worst, last } = violations
  return [first, worst, last].filter(
    (each, index, all) => each !== undefined && all.findIndex((other) => sameRecords(other, each)) === index,
  ) as Violation[]
}

function sameRecords(a: Violation | undefined, b: Violation): boolean {
  return a !== undefined && a.message === b.message && a.records.join() === b.records.join()
}

const ranks: Readonly<Record<CheckResult['verdict'], number>> = { fail: 0, unknown: 1, pass: 2, 'not-judged': 3, 'not-in-scope': 4 }

/** Checks in the order in which they are read: what failed first, advice after what can fail a run. */
export function listedChecks({ judged }: Pick<ViewState, 'judged'>): readonly CheckResult[] {
  const rank = ({ verdict, advisory }: CheckResult): number => ranks[verdict] + (advisory && verdict === 'fail' ? 0.5 : 0)
  return [...(judged?.results ?? [])].filter(({ verdict }) => ranks[verdict] < 3).sort((a, b) => rank(a) - rank(b))
}

/** How a check stood at a record: what failed later had not failed yet, and only the end says that all is well. */
export function standingAt(result: CheckResult, seq: number, last: number): 'pass' | 'fail' | 'unknown' | 'later' | 'open' {
  if (result.verdict === 'fail') return seq >= (result.violations.first?.records.at(-1) ?? 0) ? 'fail' : 'later'
  if (seq < last) return 'open'
  return result.verdict === 'pass' ? 'pass' : 'unknown'
}

/** The explanations of the check that is chosen. */
export function explanationsOf({ explanations }: Pick<ViewState, 'explanations'>, check: string | undefined): readonly Explanation[] {
  return explanations.filter((each) => each.check === check)
}

export function openExplanation(state: ViewState): Explanation | undefined {
  const own = explanationsOf(state, listedChecks(state)[state.check]?.check)
  return own[Math.min(state.witness, own.length - 1)]
}

/** Every record that an explanation cites. */
export function citedBy(explanation: Explanation): ReadonlySet<number> {
  const { bindings, steps, knowledge } = explanation
  return new Set([...[...bindings, ...steps].flatMap(({ records }) => records), ...knowledge.rows.map(({ record }) => record)])
}

/** Parts of an explanation that one can stand on, with the record that each leads to. */
export function stepsOf({ bindings, steps }: Explanation): readonly { readonly records: readonly number[] }[] {
  return [...bindings, ...steps]
}
