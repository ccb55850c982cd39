import type { FaultKind, MessageView } from './contract.js'
import { milliseconds, numberIn, oneOf, settingsSchema, wordIn, type Settings } from './settings.js'

const sides = ['before', 'after'] as const
const schema = settingsSchema({
  delay_ms: milliseconds('How much later it comes.', 500, 1),
  leg: oneOf(
    'What is late: the message (before), or the answer to it (after). An entry of a feed has no answer, and is late itself.',
    sides,
    'before',
  ),
})

const isBehind = (settings: Settings): boolean => wordIn(schema, settings, 'leg', sides) === 'after'

/**
 * A message, or its answer, that comes later. A posting may be late only where it carries an identity that the operation honours: otherwise
 * it would commit after its sender has asked and been told "not there", and convict the innocent. A look-up may always be.
 */
export const delay: FaultKind = {
  name: 'delay',
  point: 'link',
  title: 'The message, or the answer to it, arrives later than it was sent.',
  settings: schema,
  directions: ['delivery', 'call'],
  firing: 'must',
  // Whether a request carries an identity is the target's affair.
  mayOn: ['call'],
  needs: () => ['delay'],
  moment(settings, direction) {
    if (direction !== 'call') return 'deliver'
    return isBehind(settings) ? 'served' : 'arrive'
  },
  eligible(message, settings) {
    if (message.direction === 'delivery') return message.ended === undefined
    return isBehind(settings) ? message.served !== undefined : mayBeLate(message)
  },
  disturb: (settings) => ({ do: 'delay', ms: numberIn(schema, settings, 'delay_ms'), what: isBehind(settings) ? 'answer' : 'request' }),
}

function mayBeLate({ posts, guarded, served }: MessageView): boolean {
  return (guarded || !posts) && served === undefined
}
