import type { FaultKind } from './contract.js'
import { milliseconds, numberIn, settingsSchema } from './settings.js'

const schema = settingsSchema({ delay_ms: milliseconds('How much later the message arrives.', 500, 1) })

/**
 * A message that arrives later. A request may be late only where it carries an identity that the operation honours: otherwise it
 * would commit after its sender has asked and been told "not there", and convict the innocent.
 */
export const delay: FaultKind = {
  name: 'delay',
  point: 'link',
  title: 'The message arrives later than it was sent.',
  settings: schema,
  directions: ['delivery', 'call'],
  firing: 'must',
  // Whether a request carries an identity is the target's affair.
  mayOn: ['call'],
  needs: () => ['delay'],
  moment: (_settings, direction) => (direction === 'call' ? 'arrive' : 'deliver'),
  eligible(message) {
    if (message.direction === 'delivery') return message.ended === undefined
    return message.guarded && message.served === undefined
  },
  disturb: (settings) => ({ do: 'delay', ms: numberIn(schema, settings, 'delay_ms'), what: 'request' }),
}
