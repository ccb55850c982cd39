import { rowAt, type Timeline } from '../../journal/timeline/index.js'
import type { Glyphs } from '../glyphs.js'
import { failedRecords, lookedAt } from '../state/selectors.js'
import type { ViewState } from '../state/state.js'
import type { Tone } from '../theme.js'
import { exactly, span, type Line, type Span } from './spans.js'

interface Density {
  readonly records: number
  readonly width: number
  readonly counts: readonly number[]
}
const known = new WeakMap<Timeline, Density>()

/** The whole run in one line: how much happened when, failures, the cursor, and the window. */
export function scrubber(state: ViewState, glyphs: Glyphs): Line {
  const { timeline, window, judged } = state
  const end = Math.max(1, timeline.last.t)
  const [from, to] = [' 0 ', ` ${(end / 1_000).toFixed(1)} s `]
  const width = Math.max(10, state.columns - from.length - to.length - 2)
  const place = (t: number): number => Math.min(width - 1, Math.floor((t / end) * width))
  const counts = densityOf(state, width, place)
  const most = Math.max(1, ...counts)
  const cells: { text: string; tone: Tone }[] = counts.map((n) => {
    const level = n === 0 ? 0 : 1 + Math.floor((Math.log1p(n) / Math.log1p(most)) * (glyphs.density.length - 2))
    return { text: glyphs.density[Math.min(level, glyphs.density.length - 1)] ?? ' ', tone: 'quiet' }
  })
  const timeOf = (seq: number): number => timeline.rows[rowAt(timeline.rows, seq)]?.t ?? 0
  if (window) {
    for (let x = place(window.from_ms); x <= place(window.to_ms); x += 1) cells[x] = { text: cells[x]?.text ?? ' ', tone: 'accent' }
    cells[place(window.from_ms)] = { text: '[', tone: 'accent' }
    cells[place(window.to_ms)] = { text: ']', tone: 'accent' }
  }
  for (const seq of failedRecords(judged?.results ?? [])) cells[place(timeOf(seq))] = { text: glyphs.fail, tone: 'bad' }
  const seq = lookedAt(state)
  cells[place(state.following ? end : timeOf(seq))] = { text: glyphs.ruler.at, tone: 'strong' }
  return exactly(
    [span(from, 'quiet'), span(glyphs.ruler.from, 'quiet'), ...merged(cells), span(glyphs.ruler.to, 'quiet'), span(to, 'quiet')],
    state.columns,
  )
}

/** Rows per column; a run that grows is counted anew when it has grown by a part, not with every record: at its end it is exact. */
function densityOf({ timeline, live, ended }: ViewState, width: number, place: (t: number) => number): readonly number[] {
  const before = known.get(timeline)
  const grown = timeline.records - (before?.records ?? 0)
  if (before && before.width === width && grown <= (ended ? 0 : before.records >> (live ? 6 : 3))) return before.counts
  const counts = Array.from({ length: width }, () => 0)
  for (const { t } of timeline.rows) {
    const x = place(t)
    counts[x] = (counts[x] ?? 0) + 1
  }
  known.set(timeline, { records: timeline.records, width, counts })
  return counts
}

function merged(cells: readonly Span[]): Span[] {
  const out: { text: string; tone: Tone }[] = []
  for (const { text, tone } of cells) {
    const last = out.at(-1)
    if (last && last.tone === tone) last.text += text
    else out.push({ text, tone })
  }
  return out
}
