import { duration } from '../schema-parts.js'
import { parseDuration } from '../../words/duration.js'
import type { StepKind } from './contract.js'

/** Nothing happens for a while. */
export const wait: StepKind = {
  verb: 'wait',
  title: 'Nothing happens for a while; the next step begins later.',
  phases: ['burst', 'heal'],
  schema: duration('How long.'),
  apply(settings, { build }) {
    build.cursor_ms += parseDuration(settings['value']) ?? 0
  },
}
