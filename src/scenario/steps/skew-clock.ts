import { parseDuration } from '../../words/duration.js'
import { duration, settings as settingsOf } from '../schema-parts.js'
import { timing, type StepKind } from './contract.js'

export const skewClock: StepKind = {
  verb: 'skew-clock',
  title: 'The clock of the PLM is wrong for a while: what happens then is stamped too early or too late. Only versions tell what is newer.',
  phases: ['set-up', 'burst', 'heal'],
  schema: settingsOf({
    slow: duration('How much it is slow.'),
    fast: duration('How much it is fast.'),
    at: timing.at,
    for: duration('How long it is wrong; default: from then on.'),
  }),
  apply(settings, context) {
    const { build, problem } = context
    const [slow, fast] = [parseDuration(settings['slow']), parseDuration(settings['fast'])]
    if ((slow === undefined) === (fast === undefined)) {
      problem([], 'a clock is either slow or fast', 'add "slow: 5m", or "fast: 5m"')
      return
    }
    const at_ms = build.startOf(parseDuration(settings['at']))
    const length_ms = parseDuration(settings['for'])
    build.step('plm', { do: 'skew-clock', slow_ms: slow ?? 0, fast_ms: fast ?? 0 }, at_ms, 'skew-clock')
    if (length_ms !== undefined) build.step('plm', { do: 'set-clock' }, at_ms + length_ms, 'set-clock')
    build.cursor_ms = Math.max(build.cursor_ms, at_ms)
  },
}
