import { valueText, type Value } from '../../../domain/effect.js'
import { startOfDate } from '../../../domain/local-time.js'

/** From one instant until before another; without an end: until further notice. */
export interface Span {
  readonly from: string
  readonly to: string | undefined
}

function instantOf(text: string, timeZone: string): string | undefined {
  const day = /^\d{4}-\d{2}-\d{2}$/.test(text)
  if (day) return startOfDate(text, timeZone)
  const instant = new Date(text)
  return Number.isNaN(instant.getTime()) ? undefined : instant.toISOString()
}

/** What a value of the group `effectivity` says, dates of the plant or instants alike; undefined where it cannot be read. */
export function spansOf(value: Value, timeZone: string): readonly Span[] | undefined {
  const spans: Span[] = []
  for (const part of valueText(value).split('; ')) {
    if (part === '') continue
    const [start = '', end = ''] = part.split('–').map((each) => each.trim())
    const from = instantOf(start, timeZone)
    const to = end === '' ? undefined : instantOf(end, timeZone)
    if (from === undefined || (end !== '' && to === undefined)) return undefined
    spans.push({ from, to })
  }
  return spans
}
