import type { FaultKind } from './contract.js'
import { hasEffect } from './eligible.js'
import { numberIn, settingsSchema } from './settings.js'

/** The answers that leave open whether something happened. 503 is not among them: with Retry-After it is a definite refusal. */
const statuses: readonly number[] = [500, 502, 504]
const schema = settingsSchema({
  status: {
    type: 'integer',
    description: 'HTTP status of the error: one that leaves open whether something was posted.',
    enum: statuses,
    default: 500,
  },
})

/** P4. The system has posted and answers an error all the same, as a gateway does whose backend was too slow. */
export const errorAfterEffect: FaultKind = {
  name: 'error-after-effect',
  point: 'P4',
  title: 'The system posts, and the target is answered a server error.',
  settings: schema,
  directions: ['call'],
  firing: 'must',
  needs: () => ['answer'],
  moment: () => 'served',
  eligible: hasEffect,
  disturb(settings) {
    const status = numberIn(schema, settings, 'status')
    if (statuses.includes(status)) return { do: 'replace-answer', status }
    const expected = `expected one of ${statuses.join(', ')}, which leave open whether something was posted.`
    throw new Error(`The fault "error-after-effect" cannot answer ${status}: ${expected}`)
  },
}
