import { legs, type FaultKind } from './contract.js'
import { milliseconds, numberIn, oneOf, settingsSchema, wordIn } from './settings.js'

const schema = settingsSchema({
  delay_ms: milliseconds('How long every message takes on the link, at least.', 50),
  jitter_ms: milliseconds('How much longer it may take, drawn anew for each message.', 50),
  leg: oneOf(
    'Where it is slow: before the message is taken in (before a look-up is answered, before a posting is made), or behind that ' +
      '(after). A posting that nothing guards is made when it arrives: before leaves it out. either: before, and behind for such a ' +
      'posting.',
    legs,
    'either',
  ),
})

/** A slow link, for a window or for the whole run. */
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
    leg: wordIn(schema, settings, 'leg', legs),
    flush_per_s: 0,
  }),
}
