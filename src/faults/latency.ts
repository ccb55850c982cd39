import type { FaultKind } from './contract.js'
import { milliseconds, numberIn, settingsSchema } from './settings.js'

const schema = settingsSchema({
  delay_ms: milliseconds('How long every message takes on the link, at least.', 50),
  jitter_ms: milliseconds('How much longer it may take, drawn anew for each message.', 50),
})

/** A slow link, for a window or for the whole run. A call commits when it arrives; what is slow for it is the answer. */
export const latency: FaultKind = {
  name: 'latency',
  point: 'link',
  title: 'The link between a system and the target is slow.',
  settings: schema,
  directions: ['delivery', 'call'],
  firing: 'must',
  needs: () => ['delay'],
  link: (settings) => ({
    down: false,
    latency_ms: numberIn(schema, settings, 'delay_ms'),
    jitter_ms: numberIn(schema, settings, 'jitter_ms'),
    flush_per_s: 0,
  }),
}
