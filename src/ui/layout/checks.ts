import type { CheckResult } from '../../checks/contract.js'
import type { Glyphs } from '../glyphs.js'
import { rowAt } from '../../journal/timeline/index.js'
import { failuresOf, listedChecks, lookedAt, standingAt } from '../state/selectors.js'
import type { ViewState } from '../state/state.js'
import type { Tone } from '../theme.js'
import { exactly, padded, safe, span, widthOf, type Line, type Span } from './spans.js'

/** `outside` of the window lie all its failures. */
type Standing = ReturnType<typeof standingAt> | 'outside'

const words: Readonly<Record<Standing, string>> = {
  pass: 'pass',
  fail: 'FAIL',
  unknown: 'unknown',
  later: 'fails later',
  open: 'open',
  outside: 'outside',
}
const tones: Readonly<Record<Standing, Tone>> = {
  pass: 'good',
  fail: 'bad',
  unknown: 'doubt',
  later: 'doubt',
  open: 'quiet',
  outside: 'quiet',
}

function signOf(standing: Standing, glyphs: Glyphs): string {
  return { pass: glyphs.pass, fail: glyphs.fail, unknown: glyphs.unknown, later: glyphs.later, open: glyphs.none, outside: glyphs.none }[
    standing
  ]
}

/** How a check stands at the record that one looks at; of a run that goes on, what would be wrong if nothing more came is not there yet. */
function standing(result: CheckResult, state: ViewState): Standing {
  const goesOn = state.live && !state.ended
  if (result.verdict === 'fail' && isOutside(result, state)) return 'outside'
  if (goesOn && result.class === 'L') return result.violations.count > 0 ? 'later' : 'open'
  const last = goesOn ? Number.POSITIVE_INFINITY : state.timeline.last.seq
  return standingAt(result, lookedAt(state), last)
}

function isOutside(result: CheckResult, { window, timeline }: ViewState): boolean {
  if (!window) return false
  const { rows } = timeline
  return failuresOf([result]).every(({ seq }) => {
    const t = rows[rowAt(rows, seq)]?.t ?? 0
    return t < window.from_ms || t > window.to_ms
  })
}

/** The checks, as many as there is room for; those that failed first. */
export function checksPane(state: ViewState, glyphs: Glyphs, width: number, height: number, isFront: boolean): readonly Line[] {
  const checks = listedChecks(state)
  if (checks.length === 0) return [exactly([span(state.live && !state.ended ? 'judged as it goes' : 'judging', 'quiet')], width)]
  const from = Math.max(0, Math.min(state.check - Math.floor(height / 2), checks.length - height))
  return checks.slice(from, from + height).map((result, index) => {
    const isChosen = from + index === state.check
    const how = standing(result, state)
    const count = how === 'fail' || how === 'later' || how === 'outside' ? result.violations.count : result.judged
    const right = `${words[how] === 'pass' ? '' : `${words[how]} `}${count}`
    const name = padded(safe(result.check, 60) + (result.advisory ? ' (advice)' : ''), width - widthOf(right) - 5, glyphs.ellipsis)
    return [
      span(isChosen ? glyphs.cursor : ' ', 'accent'),
      span(`${padded(signOf(how, glyphs), 2, '')} `, tones[how]),
      span(name, isChosen && isFront ? 'cursor' : tones[how] === 'good' ? 'plain' : tones[how]),
      span(` ${right}`, tones[how]),
    ]
  })
}

/** All checks in one line, for flows without panes. */
export function checksLine(state: ViewState, glyphs: Glyphs): Line {
  const checks = listedChecks(state).map((result) => ({ result, how: standing(result, state) }))
  const count = (how: Standing): number => checks.filter((each) => each.how === how).length
  const failed = checks
    .filter(({ how }) => how === 'fail')
    .map(({ result }) => span(` ${glyphs.fail} ${safe(result.check, 40)} ${result.violations.count}`, 'bad'))
  const rest = (['later', 'outside', 'unknown', 'pass', 'open'] as const).flatMap((how): Span[] =>
    count(how) > 0 ? [span(`  ${signOf(how, glyphs)} ${count(how)} ${words[how]}`, tones[how])] : [],
  )
  return exactly(
    [span(' checks', 'quiet'), ...failed, ...(checks.length > 0 ? rest : [span('  not judged yet', 'quiet')])],
    state.columns,
    glyphs.ellipsis,
  )
}
