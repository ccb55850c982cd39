import type { Reply } from '../contract.js'
import type { Asked, Dialect, DialectSession, Refused } from '../operation.js'
import { errorAnswer, jsonAnswer, multiStatus } from './plain-answer.js'
import { plainFrontOf } from './plain-front.js'

const noGroups: readonly never[] = []
/** The frame of a request that asks for several things. */
const several = Symbol('several')
const replayed = { 'idempotency-replayed': 'true' }
const comeBack = { 'retry-after': '1' }

/** JSON over HTTP, one command per request, or several where the operation takes a list, for every system that declares its operations. */
export const plain: Dialect = {
  name: 'plain',
  open(asked: Asked): DialectSession {
    const front = plainFrontOf(asked)
    return {
      decode(request) {
        const routed = front.route(request)
        if ('misunderstood' in routed) return routed
        const { operation, input } = routed
        const key = request.headers['idempotency-key']
        if (!operation.each) return { understood: { commands: [asked.command(operation.id, input, key)], atomic: noGroups } }
        const commands = operation.each.of(input).map((one) => asked.command(operation.id, one, key))
        const all = commands.map((_, index) => index)
        return { understood: { commands, atomic: all.length > 1 && asked.together(operation) ? [all] : noGroups, frame: several } }
      },
      encode: (frame, replies) => (frame === several ? encodedEach(replies) : encoded(replies[0])),
      refuse: (status, code, message, headers) => errorAnswer(status, code, message, undefined, headers),
    }
  },
}

/** Refused alike, all of it is; refused in part, each has its result. */
function encodedEach(replies: readonly [Reply, ...Reply[]]): ReturnType<DialectSession['encode']> {
  const [first] = replies
  const refusals = replies.filter(({ answerClass }) => answerClass !== 'success')
  if (refusals.length === replies.length && refusals.every(({ code }) => code === first.code))
    return encoded(refusals.find(({ answerClass }) => answerClass === 'business') ?? first)
  const results = replies.map(({ status, answerClass, result }) => {
    if (answerClass === 'success') return { status, result }
    const { refused, message, details } = result as Refused
    return { status, error: { code: refused, message, ...details } }
  })
  const accepted = replies.length - refusals.length
  return jsonAnswer(refusals.length === 0 ? first.status : multiStatus, { accepted, refused: refusals.length, results })
}

function encoded(reply: Reply): ReturnType<DialectSession['encode']> {
  const { status, answerClass, dedupedTo, result } = reply
  if (answerClass === 'success') return jsonAnswer(status, result, dedupedTo === undefined ? undefined : replayed)
  const { refused, message, details } = result as Refused
  return errorAnswer(status, refused, message, details, answerClass === 'transient' ? comeBack : undefined)
}
