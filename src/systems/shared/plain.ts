import type { Reply } from '../contract.js'
import type { Asked, Dialect, DialectSession, Refused } from '../operation.js'
import { errorAnswer, jsonAnswer } from './plain-answer.js'
import { plainFrontOf } from './plain-front.js'

const noGroups: readonly never[] = []
const replayed = { 'idempotency-replayed': 'true' }
const comeBack = { 'retry-after': '1' }

/** JSON over HTTP, one command per request, for every system that declares its operations. */
export const plain: Dialect = {
  name: 'plain',
  open(asked: Asked): DialectSession {
    const front = plainFrontOf(asked)
    return {
      decode(request) {
        const routed = front.route(request)
        if ('misunderstood' in routed) return routed
        const command = asked.command(routed.operation.id, routed.input, request.headers['idempotency-key'])
        return { understood: { commands: [command], atomic: noGroups } }
      },
      encode: (_frame, [reply]) => encoded(reply),
      refuse: (status, code, message, headers) => errorAnswer(status, code, message, undefined, headers),
    }
  },
}

function encoded(reply: Reply): ReturnType<DialectSession['encode']> {
  const { status, answerClass, dedupedTo, result } = reply
  if (answerClass === 'success') return jsonAnswer(status, result, dedupedTo === undefined ? undefined : replayed)
  const { refused, message, details } = result as Refused
  return errorAnswer(status, refused, message, details, answerClass === 'transient' ? comeBack : undefined)
}
