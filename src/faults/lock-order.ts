import type { FaultKind } from './contract.js'
import { milliseconds, numberIn, oneOf, settingsSchema, textIn, wordIn } from './settings.js'

const anchors = ['first-call', 'burst'] as const
const schema = settingsSchema(
  {
    order: { type: 'string', description: 'Number of the production order.', minLength: 1, examples: ['100001'] },
    system: { type: 'string', description: 'The system in which it is locked.', minLength: 1, default: 'erp' },
    anchor: oneOf('What the lock begins with: the first call that touches the order, or the burst.', anchors, 'first-call'),
    from_ms: milliseconds('How long after that it begins.', 0),
    for_ms: milliseconds('How long it lasts.', 1_000, 1),
  },
  ['order'],
)

/** Someone has the order open in a dialogue: every posting to it is refused for now (423), without an effect. */
export const lockOrder: FaultKind = {
  name: 'lock-order',
  point: 'system',
  title: 'Someone else has the production order open, and postings to it are refused for a while.',
  settings: schema,
  directions: ['call'],
  window: false,
  firing: 'must',
  needs: () => ['step'],
  steps(settings) {
    const order = textIn(schema, settings, 'order')
    return {
      system: textIn(schema, settings, 'system'),
      anchor: wordIn(schema, settings, 'anchor', anchors),
      from_ms: numberIn(schema, settings, 'from_ms'),
      for_ms: numberIn(schema, settings, 'for_ms'),
      begin: { do: 'lock-order', order, locked: true },
      end: { do: 'lock-order', order, locked: false },
    }
  },
}
