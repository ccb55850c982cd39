import { factsOf, rowAt, type Message, type Row } from '../../journal/timeline/index.js'
import { count } from '../../words/lists.js'
import type { LogLine } from '../contract.js'
import { lookedAt } from '../state/selectors.js'
import type { ViewState } from '../state/state.js'
import type { Tone } from '../theme.js'
import { safe } from './spans.js'

const linesMax = 200
const aboutMax = 12
/** A line is written a moment after what it tells of. */
const slack_ms = 20

interface Said {
  readonly text: string
  readonly tone: Tone
}

/**
 * What the target had said by the row that one looks at, the newest first: within the window of time, or else in the life that stands at
 * the row. Lines that were said while the chosen message was under way, and those that name one of its keys, are marked.
 */
export function logOf(state: ViewState, row: Row, message: Message | undefined): readonly Said[] {
  if (state.log.length === 0) return [{ text: 'The target has said nothing.', tone: 'quiet' }]
  const { lines, where, later } = spokenBy(state)
  const keys = [...(message?.keys ?? []), ...factsOf(row).flatMap((eid) => state.timeline.facts.get(eid)?.key ?? [])]
  const isAbout = ({ text }: LogLine): boolean => keys.some((key) => key !== '' && text.includes(key))
  const during = ({ t = Number.NaN }: LogLine): boolean =>
    message !== undefined && t >= message.sent.t && t <= (message.answered?.t ?? state.timeline.last.t) + slack_ms
  const newest = lines.slice(-linesMax).toReversed()
  const about = newest.filter(isAbout).slice(0, aboutMax)
  const told = (line: LogLine): string => `${stamp(line)}${safe(line.text, 300)}`
  return [
    ...(about.length > 0 ? [{ text: `lines that name ${safe(keys[0] ?? '')}`, tone: 'accent' as const }] : []),
    ...about.map((line) => ({ text: told(line), tone: 'marked' as const })),
    { text: `${where}, newest first${later > 0 ? `; ${count(later, 'later line')} not shown` : ''}`, tone: 'accent' },
    ...newest.map((line) => ({
      text: told(line),
      tone: line.text.startsWith(own) ? ('quiet' as const) : during(line) ? ('strong' as const) : ('plain' as const),
    })),
  ]
}

/** The newest lines at the moment that one looks at. */
export function lastSaid(state: ViewState, lines: number): readonly string[] {
  if (lines <= 0) return []
  return spokenBy(state)
    .lines.slice(-lines)
    .map((line) => `${stamp(line)}${safe(line.text, 300)}`)
}

const own = '[mfgsync]'

function stamp({ t }: LogLine): string {
  return t === undefined ? '' : `${(t / 1_000).toFixed(3)}  `
}

interface Spoken {
  readonly lines: readonly LogLine[]
  readonly where: string
  readonly later: number
}

/** Lines by their times; where a log has none, by the life that they belong to. */
function spokenBy(state: ViewState): Spoken {
  const { log, timeline, window, following } = state
  const at = lookedAt(state)
  const life = timeline.lives.findLast(({ spawned }) => spawned.seq <= at) ?? timeline.lives[0]
  if (!log.some(({ t }) => t !== undefined)) return byLife(log, life?.incarnation ?? 1)
  const moment = following ? Number.POSITIVE_INFINITY : (timeline.rows[rowAt(timeline.rows, at)]?.t ?? 0) + slack_ms
  // What is said before the first life, of its reset, belongs to it.
  const from = window?.from_ms ?? (life === timeline.lives[0] ? 0 : (life?.spawned.t ?? 0))
  const to = window ? window.to_ms : moment
  const within = log.filter(({ t = 0 }) => t >= from && t <= to)
  const where = window
    ? `window ${(from / 1_000).toFixed(2)}-${(to / 1_000).toFixed(2)} s`
    : `life ${life?.incarnation ?? 1} of the target, until T+${(Math.min(moment, timeline.last.t) / 1_000).toFixed(3)}`
  return { lines: within, where, later: log.filter(({ t = 0 }) => t > to).length }
}

function byLife(log: readonly LogLine[], life: number): Spoken {
  let current = 1
  const lines = log.filter(({ text }) => {
    current = Number(/^\[mfgsync\] incarnation (\d+)\b/.exec(text)?.[1] ?? current)
    return current === life
  })
  return { lines, where: `life ${life} of the target (this log has no times)`, later: 0 }
}
