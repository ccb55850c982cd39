import { duration } from '../../words/duration.js'
import type { Glyphs } from '../glyphs.js'
import { keyBindings, keyText } from '../keys.js'
import { filterWords } from '../../words/filter.js'
import { rowAt } from '../../journal/timeline/index.js'
import { shownCommand } from '../state/command.js'
import { bandsIn, lookedAt } from '../state/selectors.js'
import type { ViewState } from '../state/state.js'
import { bandSign } from './flow.js'
import { safe, span, wrapped, type Line } from './spans.js'

export function helpLines(state: ViewState, glyphs: Glyphs, width: number): readonly Line[] {
  const isUnicode = glyphs.arrow === '→'
  const keys = keyBindings
    .filter(({ only }) => only === undefined || only === (state.live && !state.ended ? 'live' : 'stored'))
    .flatMap(({ keys: names, label }): Line[] => {
      const [first = '', ...rest] = wrapped(label, width - 18)
      const name = names.map((each) => keyText(each, isUnicode)).join(' ')
      return [[span(name.padEnd(18), 'accent'), span(first)], ...rest.map((line) => [span(' '.repeat(18)), span(line)])]
    })
  const words = Object.entries(filterWords).map(([word, what]): Line => [span(`${word}:`.padEnd(18), 'accent'), span(what)])
  return [
    ...keys,
    [span('')],
    [span('In a filter (! turns a term round, commas are alternatives)', 'strong')],
    ...words,
    [span('')],
    [span('Signs', 'strong')],
    ...signLines(glyphs),
  ]
}

function signLines(glyphs: Glyphs): readonly Line[] {
  const {
    left,
    call,
    answer,
    feed,
    lost,
    repeat,
    retry,
    late,
    commit,
    fact,
    published,
    exception,
    up,
    down,
    gateShut,
    gateOpen,
    fires,
    gone,
    mark,
    fail,
  } = glyphs
  const signs: readonly (readonly [string, string])[] = [
    [`${left}${call}${call}`, 'a message'],
    [`${left}${answer}${answer}`, 'its answer'],
    [`${left}${feed}${feed}`, 'handed out by a feed'],
    [lost, 'did not arrive'],
    [retry, 'sent again after a failure'],
    [repeat, 'sent again although it was taken'],
    [late, 'a second or more'],
    [commit, 'a ledger changed'],
    [fact, 'a fact happened'],
    [published, 'put into a feed'],
    [exception, 'handed to people'],
    [`${up} ${down} ${gone}`, 'target started, ended, not there'],
    [`${gateShut} ${gateOpen}`, 'gate shut, opens'],
    [fires, 'a fault fired'],
    [`${mark} ${fail}`, 'cited by the explanation, a failure'],
  ]
  return signs.map(([sign, what]) => [span(sign.padEnd(18), 'accent'), span(what)])
}

export function faultLines(state: ViewState, glyphs: Glyphs, width: number): readonly Line[] {
  const { bands } = state.timeline
  const shown = bandsIn(state)
  if (shown.length === 0) return [[span(bands.length > 0 ? 'No fault stood in the window.' : 'No fault has fired so far.', 'quiet')]]
  const at = lookedAt(state)
  return shown.flatMap((band) => {
    const { fault, name, from, to, fired, lasting, firing } = band
    const until = lasting
      ? to
        ? `until T+${(to.t / 1_000).toFixed(3)} (${duration(to.t - from.t)})`
        : 'until the end'
      : fired > 1
        ? 'and again'
        : ''
    const on = from.seq <= at && (to === undefined || at <= to.seq)
    const began = `record ${from.seq}, T+${(from.t / 1_000).toFixed(3)} ${until}${fired > 1 ? `, fired ${fired} times` : ''}`
    const text = `${bandSign(bands, band, glyphs)} ${safe(fault)} (${name}, ${firing} fire): ${began}`
    return wrapped(text, width, 4).map((line): Line => [span(line, on ? 'doubt' : 'plain')])
  })
}

export function commandLines(state: ViewState, width: number): readonly Line[] {
  const lines = wrapped(shownCommand(state), width).map((line): Line => [span(line, 'strong')])
  const { rows } = state.timeline
  const t = rows[rowAt(rows, lookedAt(state))]?.t ?? 0
  return [
    ...lines,
    [span('')],
    [span(`shows record ${lookedAt(state)}, T+${(t / 1_000).toFixed(3)}; it is printed when you leave`, 'quiet')],
  ]
}

export function quitLines(): readonly Line[] {
  return [
    [span('The run goes on. End it, and leave?', 'strong')],
    [span('')],
    [span('q or y: end it in order, and judge what there is'), span('   any other key: stay', 'quiet')],
  ]
}
