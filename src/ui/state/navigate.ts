import { factsOf, rowAt, type Row } from '../../journal/timeline/index.js'
import { chosenPlace, failedRecords, isVisible, listedChecks, visibleRows } from './selectors.js'
import type { ViewState } from './state.js'

/** Looks at the row at a place among those that are shown. From then on the picture stands, whatever comes. */
export function toPlace(state: ViewState, place: number): ViewState {
  const rows = visibleRows(state)
  const row = rows[Math.max(0, Math.min(rows.length - 1, place))]
  if (!row) return state
  const next = lookAt(state, row.seq)
  return failedRecords(state.judged?.results ?? []).has(row.seq) ? choosing(next, row.seq) : next
}

/** Looks at a record, as far as filter and window let it be seen. */
export function lookAt(state: ViewState, seq: number): ViewState {
  const at = Math.max(1, Math.min(seq, state.timeline.last.seq))
  return { ...frozen(state), cursor: at, played_ms: timeOf(state, at) }
}

/** Goes to a record: a filter or a window that hides it is taken away. */
export function toSeq(state: ViewState, seq: number): ViewState {
  const next = lookAt(state, seq)
  const { rows } = next.timeline
  const row = rows[rowAt(rows, next.cursor)]
  if (!row || isVisible(next, row)) return next
  const { window } = next
  const isOutside = window !== undefined && (row.t < window.from_ms || row.t > window.to_ms)
  const within: ViewState = { ...next, window: isOutside ? undefined : window }
  return isVisible(within, row) ? within : { ...within, filterText: '', filter: [], only: [] }
}

export function frozen(state: ViewState): ViewState {
  if (!state.following) return { ...state, touched: true }
  return { ...state, following: false, touched: true, cursor: state.timeline.last.seq, frozenAt: state.timeline.records }
}

export function by(state: ViewState, rows: number): ViewState {
  return toPlace(state, chosenPlace(state) + rows)
}

export function toEnd(state: ViewState): ViewState {
  if (state.live) return { ...state, following: true, touched: true }
  return toPlace(state, visibleRows(state).length - 1)
}

/** The next row, or the one before, about the same fact. */
export function alongFact(state: ViewState, step: 1 | -1): ViewState {
  const rows = visibleRows(state)
  const place = chosenPlace(state)
  const row = rows[place]
  const eids = row ? factsOf(row) : []
  if (eids.length === 0) return { ...by(state, step), note: 'This row is about no fact: one row further.' }
  for (let at = place + step; at >= 0 && at < rows.length; at += step) {
    const other = rows[at]
    if (other && factsOf(other).some((eid) => eids.includes(eid))) return { ...toPlace(state, at), note: `along ${eids[0] ?? ''}` }
  }
  return { ...state, note: `Nothing ${step > 0 ? 'later' : 'earlier'} is shown of ${eids[0] ?? ''}.` }
}

/** The next failure, or the one before, by the record at which it came to light; its check is chosen with it. */
export function toFailure(state: ViewState, step: 1 | -1): ViewState {
  const all = [...failedRecords(state.judged?.results ?? [])].sort((a, b) => a - b)
  if (all.length === 0) return { ...state, note: state.judged ? 'Nothing failed so far.' : 'Nothing is judged yet.' }
  const { rows } = state.timeline
  const seqs = all.filter((seq) => {
    const row = rows[rowAt(rows, seq)]
    return row === undefined || isVisible(state, row)
  })
  if (seqs.length === 0) return { ...state, note: 'No failure passes the filter and the window; esc takes them away.' }
  const cursor = state.following ? state.timeline.last.seq : state.cursor
  const next = step > 0 ? seqs.find((seq) => seq > cursor) : seqs.findLast((seq) => seq < cursor)
  if (next === undefined) return { ...state, note: step > 0 ? 'No later failure.' : 'No earlier failure.' }
  return choosing(toSeq(state, next), next)
}

/** Chooses the check that failed at a record. */
function choosing(state: ViewState, seq: number): ViewState {
  const checks = listedChecks(state)
  const check = checks.findIndex(
    ({ verdict, violations }) =>
      verdict === 'fail' && [violations.first, violations.worst, violations.last].some((each) => each?.records.at(-1) === seq),
  )
  const found = checks[check]
  const reason =
    found && [found.violations.first, found.violations.worst, found.violations.last].find((each) => each?.records.at(-1) === seq)
  return check < 0 ? state : { ...state, check, witness: 0, step: -1, note: `${found?.check ?? ''}: ${reason?.message ?? ''}` }
}

/** Where a stored run opens: at the first failure of the check that stands first, which the verdict names; else at any. */
export function toOpening(state: ViewState): ViewState {
  const [first] = listedChecks(state)
  const violation = first?.verdict === 'fail' ? first.violations.first : undefined
  const seq = violation?.records.at(-1)
  if (seq === undefined) return toFailure(state, 1)
  const { rows } = state.timeline
  const row = rows[rowAt(rows, seq)]
  if (!row || !isVisible(state, row)) return toFailure(state, 1)
  return { ...lookAt(state, seq), check: 0, witness: 0, step: -1, note: `${first?.check ?? ''}: ${violation?.message ?? ''}` }
}

/** The worst failure: of the check that stands first, the violation that is worst. */
export function toWorst(state: ViewState): ViewState {
  const checks = listedChecks(state)
  const [first] = checks
  const worst = first?.verdict === 'fail' ? (first.violations.worst ?? first.violations.first) : undefined
  if (!worst) return { ...state, note: 'Nothing failed so far.' }
  return { ...toSeq(state, worst.records.at(-1) ?? 1), check: 0, witness: 0, step: -1, note: `${first?.check ?? ''}: ${worst.message}` }
}

export function toDivergence(state: ViewState): ViewState {
  const { divergence } = state
  if (divergence) return { ...toSeq(state, divergence.seq), note: divergence.text }
  return { ...state, note: 'In the end no two systems disagree about a fact. n goes to the failures.' }
}

/** `118`, `T+12.480` or `12.5s`. */
export function jumpTo(state: ViewState, text: string): ViewState {
  const time = /^(?:T\+)?(\d+(?:\.\d+)?)(s?)$/i.exec(text.trim())
  if (!time) return { ...state, note: `"${text}" is neither a record (118) nor a time (T+12.480).` }
  const isTime = /^T\+/i.test(text.trim()) || time[2] !== '' || text.includes('.')
  if (!isTime) return toSeq(state, Number(time[1]))
  return toSeq(state, seqAt(state.timeline.rows, Number(time[1]) * 1_000))
}

/** The last row up to a time. */
export function seqAt(rows: readonly Row[], t: number): number {
  let low = 0
  let high = rows.length
  while (low < high) {
    const middle = (low + high) >> 1
    if ((rows[middle]?.t ?? 0) <= t) low = middle + 1
    else high = middle
  }
  return rows[Math.max(0, low - 1)]?.seq ?? 1
}

function timeOf({ timeline }: Pick<ViewState, 'timeline'>, seq: number): number {
  return timeline.rows[rowAt(timeline.rows, seq)]?.t ?? 0
}

/** A window of time around what is looked at: half as wide as before, or twice. */
export function resized(state: ViewState, factor: 0.5 | 2): ViewState {
  const end = state.timeline.last.t
  const { from_ms, to_ms } = state.window ?? { from_ms: 0, to_ms: end }
  const still = frozen(state)
  const at = timeOf(state, still.cursor)
  const wide = (to_ms - from_ms) * factor
  if (factor > 1 && wide >= end) return { ...state, window: undefined, note: 'No window.' }
  const half = Math.max(wide, 1) / 2
  const from = Math.max(0, Math.min(at - half, end - 2 * half))
  return { ...still, window: { from_ms: Math.floor(from), to_ms: Math.ceil(from + 2 * half) } }
}
