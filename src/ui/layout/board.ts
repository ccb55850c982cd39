import type { RunVerdict } from '../../checks/judgement.js'
import { duration } from '../../words/duration.js'
import { count } from '../../words/lists.js'
import type { Glyphs } from '../glyphs.js'
import { keyBindings, keyText } from '../keys.js'
import { chosenRun, type BoardRun, type BoardState } from '../state/board.js'
import { countsAt } from '../state/counts.js'
import type { Tone } from '../theme.js'
import { exactly, padded, safe, span, type Line, type Span } from './spans.js'

const words: Readonly<Record<RunVerdict, string>> = {
  pass: 'PASS',
  fail: 'FAIL',
  unknown: 'UNKNOWN',
  'set-up-error': 'SET-UP',
  interrupted: 'ENDED',
}
const tones: Readonly<Record<RunVerdict, Tone>> = {
  pass: 'good',
  fail: 'bad',
  unknown: 'doubt',
  'set-up-error': 'bad',
  interrupted: 'doubt',
}
const barWidth = 10
const headRows = 3
const footRows = 1

/** The table of runs: as many lines as there are rows, each as wide as the screen. Pure. */
export function boardLines(state: BoardState, glyphs: Glyphs): readonly Line[] {
  const room = Math.max(1, state.rows - headRows - footRows)
  const body = state.help ? helpOf(glyphs, room) : tableOf(state, glyphs, room)
  const filled = Array.from({ length: room }, (_, index): Line => body[index] ?? [])
  const lines = [...headOf(state), ...filled, footOf(state, glyphs)]
  // Where there is hardly any room, the rows are what is left.
  const shown = state.rows > headRows + footRows ? lines : [...lines.slice(0, 1), ...body].slice(0, state.rows)
  return shown.map((line) => exactly(line, state.columns, glyphs.ellipsis))
}

function headOf({ runs, total, ended }: BoardState): readonly Line[] {
  const ends = runs.flatMap(({ end }) => end?.verdict ?? [])
  const tally = (Object.keys(words) as RunVerdict[]).flatMap((verdict): Span[] => {
    const n = ends.filter((each) => each === verdict).length
    return n === 0 ? [] : [span(`  ${n} ${words[verdict]}`, tones[verdict])]
  })
  const underWay = runs.length - ends.length
  const waiting = Math.max(0, total - runs.length)
  return [
    [
      span(' mfgsync ', 'strong'),
      span(` ${count(Math.max(total, runs.length), 'run')}`),
      ...tally,
      span(ended ? '' : `  ${underWay} under way`, 'plain'),
      span(waiting > 0 && !ended ? `  ${waiting} to come` : '', 'quiet'),
    ],
    [],
    [span(`    ${padded('run', 5)}${padded('', 8)}  ${padded('progress', barWidth)}  what`, 'quiet')],
  ]
}

function tableOf(state: BoardState, glyphs: Glyphs, room: number): readonly Line[] {
  const { runs } = state
  if (runs.length === 0) return [[span('    No run has begun yet.', 'quiet')]]
  const at = chosenRun(state)
  const from = Math.max(0, Math.min(at - Math.floor(room / 2), runs.length - room))
  const scenarios = new Set(runs.map(({ scenario }) => scenario)).size
  const several = scenarios > 1
  return runs.slice(from, from + room).map((run, index): Line => {
    const isChosen = from + index === at
    const name = `${several ? `${safe(run.scenario, 40)} ` : ''}${safe(run.variant, 20)} seed ${run.seed}`
    return [
      span(isChosen ? ` ${glyphs.cursor} ` : '   ', 'accent'),
      span(padded(`#${from + index + 1}`, 5, ''), isChosen ? 'cursor' : 'quiet'),
      span(' '),
      ...progressOf(run, glyphs),
      span('  '),
      span(name, isChosen ? 'strong' : 'plain'),
      ...whatOf(run),
    ]
  })
}

/** A word, and a bar of facts that are done with; the word says what the bar does not. */
function progressOf({ timeline, end }: BoardRun, glyphs: Glyphs): readonly Span[] {
  const word = end ? words[end.verdict] : (timeline?.phases.at(-1)?.name ?? 'begins')
  // What has not happened yet is not done, though nobody waits for it.
  const { facts, pending } = timeline ? countsAt(timeline, timeline.last.seq) : { facts: 0, pending: 0 }
  const total = Math.max(timeline?.header.plan.facts_count ?? 0, facts)
  const done = end ? 1 : total === 0 ? 0 : (facts - pending) / total
  const full = Math.round(done * barWidth)
  const [empty, block] = [glyphs.dot, glyphs.bands[3] ?? '=']
  return [
    span(padded(word, 8, ''), end ? tones[end.verdict] : 'accent'),
    span(' '),
    span(block.repeat(full) + empty.repeat(barWidth - full), end ? tones[end.verdict] : 'quiet'),
  ]
}

function whatOf({ timeline, outstanding, end }: BoardRun): readonly Span[] {
  if (end) {
    const size = `  ${count(end.facts, 'fact')}, ${duration(end.duration_ms)}`
    return [span(size, 'quiet'), span(end.text === '' ? '' : `  ${safe(end.text, 300)}`, tones[end.verdict])]
  }
  if (!timeline) return []
  const { pending, doubts, faults, lives } = countsAt(timeline, timeline.last.seq)
  const open = outstanding()
  const waits = timeline.healed ? `waits for ${count(open, 'fact')}` : `${pending} pending`
  const odd = [
    ...(faults > 0 ? [`${count(faults, 'fault')} on`] : []),
    ...(doubts > 0 ? [`${doubts} in doubt`] : []),
    ...(lives > 1 ? [count(lives - 1, 'restart')] : []),
  ]
  return [
    span(`  T+${(timeline.last.t / 1_000).toFixed(1)}  ${waits}`, 'plain'),
    span(odd.length > 0 ? `  ${odd.join(', ')}` : '', 'doubt'),
  ]
}

function helpOf(glyphs: Glyphs, room: number): readonly Line[] {
  const isUnicode = glyphs.arrow === '→'
  return keyBindings
    .flatMap(({ keys, board }): Line[] =>
      board === undefined ? [] : [[span(`   ${padded(keys.map((key) => keyText(key, isUnicode)).join(' '), 18)}`, 'accent'), span(board)]],
    )
    .slice(0, room)
}

function footOf({ asking, note, ended }: BoardState, glyphs: Glyphs): Line {
  if (asking) return [span(' Runs go on. End them, and leave? ', 'strong'), span('q or y: yes   any other key: stay', 'quiet')]
  if (note !== '') return [span(` ${safe(note, 300)}`, 'doubt')]
  const isUnicode = glyphs.arrow === '→'
  const keys: readonly (readonly [string, string])[] = [
    [`${keyText('up', isUnicode)} ${keyText('down', isUnicode)}`, 'run'],
    ['enter', 'look at it'],
    ['n', 'did not pass'],
    ['?', 'keys'],
    ['q', ended ? 'leave' : 'end them'],
  ]
  return keys.flatMap(([key, what]) => [span(` ${key}`, 'accent'), span(` ${what} ${glyphs.dot}`, 'quiet')])
}
