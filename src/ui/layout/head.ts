import { bandsAt, rowAt } from '../../journal/timeline/index.js'
import { duration } from '../../words/duration.js'
import { count } from '../../words/lists.js'
import type { Glyphs } from '../glyphs.js'
import { countsAt } from '../state/counts.js'
import { bandsIn, lookedAt } from '../state/selectors.js'
import type { ViewState } from '../state/state.js'
import { bandSign } from './flow.js'
import { exactly, safe, span, type Line, type Span } from './spans.js'

const phases = ['set-up', 'burst', 'heal', 'judge'] as const

/** Which run, which moment, and whether the picture goes along. */
export function headLine(state: ViewState, glyphs: Glyphs): Line {
  const { timeline, place } = state
  const { scenario, variant, seed } = timeline.header.plan
  const parts: Span[] = [
    span(' mfgsync ', 'strong'),
    span(` ${safe(scenario.name, 60)}`),
    span(` ${variant} seed ${seed}${place === '' ? '' : `, ${place}`}  `, 'quiet'),
    span(`T+${(timeAt(state) / 1_000).toFixed(3)}`, 'strong'),
    span(` / ${(timeline.last.t / 1_000).toFixed(3)}  `, 'quiet'),
    ...moving(state, glyphs),
  ]
  return exactly([...parts, ...countSpans(state)], state.columns, glyphs.ellipsis)
}

function timeAt(state: ViewState): number {
  const seq = lookedAt(state)
  return state.following ? state.timeline.last.t : (state.timeline.rows[rowAt(state.timeline.rows, seq)]?.t ?? 0)
}

function moving(state: ViewState, glyphs: Glyphs): Span[] {
  const { live, ended, following, frozenAt, timeline, playing, speed } = state
  if (live && !ended) {
    if (following) return [span(`${glyphs.play} live`, 'good')]
    return [span(`${glyphs.pause} ${timeline.records - frozenAt} new`, 'doubt')]
  }
  if (playing) return [span(`${glyphs.play} ${speed}x`, 'good')]
  if (!live && !ended) return [span(`reading: ${count(timeline.last.seq, 'record')}`, 'doubt')]
  return [span(live ? 'ended' : 'stored', 'quiet')]
}

function countSpans(state: ViewState): Span[] {
  const { facts, pending, underWay, doubts, faults, gates } = countsAt(state.timeline, lookedAt(state))
  const parts: readonly (readonly [number, string, 'plain' | 'doubt'])[] = [
    [facts, count(facts, 'fact'), 'plain'],
    [pending, `${pending} pending`, 'plain'],
    [underWay, `${underWay} under way`, 'plain'],
    [doubts, `${doubts} in doubt`, 'doubt'],
    [gates, `${count(gates, 'gate')} shut`, 'doubt'],
    [faults, `${count(faults, 'fault')} on`, 'doubt'],
  ]
  return parts.filter(([n]) => n > 0).map(([, text, tone]) => span(`  ${text}`, tone))
}

/** Phases, and what is waited for and how long still; or how it ended. */
export function stateLine(state: ViewState, glyphs: Glyphs): Line {
  const { timeline, judged } = state
  const at = lookedAt(state)
  const current = timeline.phases.findLast(({ from }) => from.seq <= at)?.name
  const steps = phases.flatMap((name) => [
    span(name === current ? `[${name}]` : name, name === current ? 'accent' : 'quiet'),
    span(` ${glyphs.arrow} `, 'quiet'),
  ])
  const end: Span[] =
    judged && !(state.live && !state.ended)
      ? [span(judged.verdict.toUpperCase(), judged.verdict === 'pass' ? 'good' : judged.verdict === 'fail' ? 'bad' : 'doubt')]
      : [span('verdict', 'quiet')]
  return exactly([span(' '), ...steps, ...end, span('   '), ...waiting(state)], state.columns, glyphs.ellipsis)
}

function waiting(state: ViewState): Span[] {
  const { timeline, live, ended, outstanding, silent_ms, judged } = state
  const { healed, quiet, header } = timeline
  if (state.filterText !== '' || state.only.length > 0) {
    const only = state.only.length > 0 ? `only ${state.only.join(',')} ` : ''
    return [span(`filter ${only}${safe(state.filterText, 60)}`, 'accent'), ...windowSpan(state)]
  }
  if (state.window) return windowSpan(state)
  if (!live || ended) {
    if (judged && !judged.whole)
      return [span(`the journal ends before its end mark, and was judged as far as it goes. ${safe(judged.why, 240)}`, 'doubt')]
    if (judged && judged.why !== '') return [span(safe(judged.why, 240), judged.verdict === 'pass' ? 'quiet' : 'plain')]
    return quiet ? [span(`rest: ${quiet.how} after ${duration(quiet.waited_ms)}`, 'quiet')] : []
  }
  const life = timeline.lives.at(-1)
  if (!life?.ready && !healed)
    return [span(`waiting for the target to get ready, for ${duration(Math.floor(silent_ms / 1_000) * 1_000)} so far`, 'doubt')]
  const which =
    state.awaited.length === 0
      ? ''
      : `: ${state.awaited.map((key) => safe(key, 40)).join(', ')}${outstanding > state.awaited.length ? ' …' : ''}`
  if (!healed) return outstanding > 0 ? [span(`${count(outstanding, 'fact')} still expected${which}`, 'plain')] : []
  if (quiet) return [span('waiting for the target to end', 'plain')]
  const left = Math.max(0, header.target.patience_ms - silent_ms)
  if (outstanding === 0) return [span('nothing is expected any more; waiting for quiet', 'plain')]
  return [
    span(
      `waiting for ${count(outstanding, 'fact')}${which}, at most ${duration(Math.ceil(left / 1_000) * 1_000)} more (target.patience)`,
      'doubt',
    ),
  ]
}

function windowSpan({ window }: ViewState): Span[] {
  return window ? [span(`  window ${(window.from_ms / 1_000).toFixed(2)}-${(window.to_ms / 1_000).toFixed(2)} s`, 'accent')] : []
}

/** The faults that stand at the cursor, with the signs that they have in the gutter. */
export function faultsLine(state: ViewState, glyphs: Glyphs): Line {
  const { bands } = state.timeline
  const standing = new Set(bandsAt(bands, lookedAt(state)))
  const lasting = bandsIn(state).filter((band) => band.lasting || standing.has(band))
  const parts = lasting.slice(-6).flatMap((band): Span[] => {
    const on = standing.has(band)
    return [span(`  ${bandSign(bands, band, glyphs)} ${safe(band.fault, 40)}${on ? ' on' : ''}`, on ? 'doubt' : 'quiet')]
  })
  const { lives, exceptions } = state.timeline
  const restarts = lives.length > 1 ? [span(`  ${count(lives.length - 1, 'restart')} of the target`, 'quiet')] : []
  const open = [...exceptions.values()].filter(({ closed }) => !closed).length
  const people = open > 0 ? [span(`  ${count(open, 'exception')} with people`, 'quiet')] : []
  return exactly(
    [
      span(' faults', 'quiet'),
      ...(parts.length > 0 ? parts : [span(state.window ? '  none in the window' : '  none so far', 'quiet')]),
      ...restarts,
      ...people,
    ],
    state.columns,
    glyphs.ellipsis,
  )
}
