import type { Disturbance, FaultKind } from './contract.js'
import { numberIn, settingsSchema, type Settings } from './settings.js'

interface Reason {
  readonly code: string
  readonly message: string
  readonly answerClass: (Disturbance & { readonly do: 'refuse' })['answerClass']
}

/**
 * The definite refusals: none of them follows an effect. Left out on purpose are those that say what is there and what is not (404, 410,
 * 412, and 409 with a word of one's own): made up, they would lie about the ledger, and a correct target would lose or repeat a posting
 * because of it. So is 408, which clients take for a time-out.
 */
const reasons: Readonly<Record<number, Reason>> = {
  400: { code: 'BAD_REQUEST', message: 'The request was refused as malformed. Nothing was posted.', answerClass: 'business' },
  401: { code: 'UNAUTHORIZED', message: 'The session has run out. Nothing was posted; sign in and try again.', answerClass: 'handshake' },
  403: { code: 'FORBIDDEN', message: 'The session was not accepted. Nothing was posted; sign in and try again.', answerClass: 'handshake' },
  409: { code: 'CONFLICT', message: 'Someone else was changing the object. Nothing was posted; try again.', answerClass: 'transient' },
  422: { code: 'REFUSED', message: 'A business rule refuses this posting. Nothing was posted.', answerClass: 'business' },
  423: {
    code: 'LOCKED',
    message: 'The object is being processed by another user. Nothing was posted; try again later.',
    answerClass: 'transient',
  },
  429: {
    code: 'TOO_MANY_REQUESTS',
    message: 'Too many requests. Nothing was posted; try again after the time given in Retry-After.',
    answerClass: 'transient',
  },
  503: {
    code: 'UNAVAILABLE',
    message: 'The system is not available. Nothing was posted; try again after the time given in Retry-After.',
    answerClass: 'transient',
  },
}
const withRetryAfter: readonly number[] = [423, 429, 503]
const conflict = 409
const statuses = Object.keys(reasons).map(Number)

const schema = settingsSchema({
  status: {
    type: 'integer',
    description:
      'HTTP status of the refusal: one that says for sure that nothing was posted. 400 and 422 are for good; the others pass, ' +
      '401 and 403 also when the target signs in anew.',
    enum: statuses,
    default: 503,
  },
  retry_after_s: {
    type: 'integer',
    description: 'Value of Retry-After, for 423, 429 and 503. Seconds.',
    default: 1,
    minimum: 1,
    maximum: 900,
  },
  code: {
    type: 'string',
    description: 'Stable word for the refusal in the answer; absent: one that fits the status. 409 has its own.',
    minLength: 1,
    examples: ['MAINTENANCE'],
  },
  message: {
    type: 'string',
    description: 'Text of the refusal in the answer; absent: one that fits the status.',
    minLength: 1,
    examples: ['Back at 09:00.'],
  },
})

function textOr(settings: Settings, name: string, otherwise: string): string {
  const value = settings[name]
  return typeof value === 'string' && value !== '' ? value : otherwise
}

/** P2. A refusal that is definite: the system has done nothing, and the answer says so. */
export const refuse: FaultKind = {
  name: 'refuse',
  point: 'P2',
  title: 'The system refuses the request before it does anything, and says so.',
  settings: schema,
  directions: ['call'],
  firing: 'must',
  needs: () => ['answer'],
  moment: () => 'arrive',
  eligible: (message) => message.direction === 'call' && message.served === undefined,
  contradiction(settings) {
    // Any other word might say that it is there already.
    if (settings['status'] !== conflict || settings['code'] === undefined) return undefined
    return {
      setting: 'code',
      message: `a refusal with ${conflict} has a word of its own, CONFLICT: another one might say that it is posted`,
    }
  },
  disturb(settings) {
    const status = numberIn(schema, settings, 'status')
    const reason = reasons[status]
    if (reason === undefined) {
      const expected = `expected one of ${statuses.join(', ')}, which say for sure that nothing was posted.`
      throw new Error(`The fault "refuse" cannot answer ${status}: ${expected}`)
    }
    return {
      do: 'refuse',
      status,
      code: textOr(settings, 'code', reason.code),
      message: textOr(settings, 'message', reason.message),
      answerClass: reason.answerClass,
      headers: withRetryAfter.includes(status) ? { 'retry-after': String(numberIn(schema, settings, 'retry_after_s')) } : {},
    }
  },
}
