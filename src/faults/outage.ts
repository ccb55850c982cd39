import type { FaultKind } from './contract.js'
import { numberIn, settingsSchema } from './settings.js'

const schema = settingsSchema({
  flush_per_s: {
    type: 'integer',
    description: 'How fast a source hands over what it kept while the link was down; 0: all at once. Deliveries per second.',
    default: 20,
    minimum: 0,
    maximum: 10_000,
  },
})

/** A link that is down for a window. Only sources keep what they could not deliver: nothing buffers a request of the target. */
export const outage: FaultKind = {
  name: 'outage',
  point: 'O',
  title: 'The link between a system and the target is down for a while.',
  settings: schema,
  directions: ['delivery', 'call'],
  firing: 'must',
  needs: () => ['refuse-connection'],
  link: (settings) => ({ down: true, latency_ms: 0, jitter_ms: 0, leg: 'either', flush_per_s: numberIn(schema, settings, 'flush_per_s') }),
}
