import { duration } from '../../words/duration.js'
import { count } from '../../words/lists.js'
import type { Glyphs } from '../glyphs.js'
import { countsAt } from '../state/counts.js'
import { lookedAt } from '../state/selectors.js'
import type { ViewState } from '../state/state.js'
import { safe, span, wrapped, type Line } from './spans.js'

/** What plant people ask for: what can be counted at the cursor, then what the judge counts in the end, or so far. */
export function figureLines(state: ViewState, glyphs: Glyphs, width: number, rowsMax = Number.POSITIVE_INFINITY): readonly Line[] {
  const { pending, excepted, latency_ms, lives } = countsAt(state.timeline, lookedAt(state))
  const lines: Line[] = [
    [
      span(`pending ${pending}`, pending > 0 ? 'plain' : 'quiet'),
      span(`  with people ${excepted}`, excepted > 0 ? 'plain' : 'quiet'),
      span(`  lives ${lives}`, 'quiet'),
    ],
    [
      span(
        latency_ms ? `posted after ${duration(latency_ms.p50)} (p50), ${duration(latency_ms.p95)} (p95)` : 'nothing is posted yet',
        'quiet',
      ),
    ],
  ]
  const goesOn = state.live && !state.ended
  const isShort = rowsMax < Number.POSITIVE_INFINITY
  const figures = state.judged?.plantFigures ?? []
  for (const { title, counts, rows, hidden } of figures) {
    const [all, ...parts] = counts
    if (isShort && (all?.count ?? rows.length) === 0) continue
    const told = parts.filter((part) => part.count > 0).map((part) => `${part.name} ${part.count}`)
    const n = all?.count ?? rows.length
    const text = `${safe(title)}: ${n}${told.length > 0 ? ` (${told.join(', ')})` : ''}${goesOn ? soFar(state) : ' at the end'}`
    for (const line of wrapped(text, width, 2)) lines.push([span(line, n > 0 ? 'doubt' : 'quiet')])
    for (const { plant, key, cells, age_ms } of isShort ? [] : rows) {
      const values = Object.entries(cells).flatMap(([name, value]) => (value === '' ? [] : [`${name} ${value}`]))
      const said = [`${plant} ${key}`.trim(), ...values, ...(age_ms === null ? [] : [`for ${duration(age_ms)}`])].join(', ')
      for (const line of wrapped(`${glyphs.dot} ${safe(said, 300)}`, width - 2, 2)) lines.push([span(`  ${line}`)])
    }
    if (hidden > 0 && !isShort) lines.push([span(`  and ${hidden} more`, 'quiet')])
  }
  const nothing = figures.filter(({ counts, rows }) => (counts[0]?.count ?? rows.length) === 0).length
  if (isShort && nothing > 0) lines.push([span(`${count(nothing, 'figure')} at zero (p: all)`, 'quiet')])
  return lines.slice(0, rowsMax)
}

/** A long run is judged now and then: what is said of it is of that moment. */
function soFar({ judged, timeline }: ViewState): string {
  const at_ms = judged?.duration_ms ?? 0
  return timeline.last.t - at_ms < newest_ms ? ' so far' : ` at T+${(at_ms / 1_000).toFixed(0)}`
}

const newest_ms = 2_000
