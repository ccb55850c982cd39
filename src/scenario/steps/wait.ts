import type { StepKind } from './contract.js'
import { duration } from '../schema-parts.js'
import { parseDuration } from '../../words/duration.js'

/** Nothing happens for a while, or until all that happened is dealt with. */
export const wait: StepKind = {
  verb: 'wait',
  title: 'Nothing happens for a while, or until nothing of what came before is expected any more; the next step begins then.',
  phases: ['burst', 'heal'],
  schema: {
    description: 'How long; `settled`: until nothing of what came before is expected any more, or patience with it has run out.',
    anyOf: [{ const: 'settled' }, duration('How long.')],
  },
  apply(settings, { build }) {
    const { value } = settings
    if (value === 'settled') build.settle()
    else build.cursor_ms += parseDuration(value) ?? 0
  },
}
