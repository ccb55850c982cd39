import { limits } from '../domain/limits.js'
import type { CallArrivedRecord, CallServedRecord, Draft, Knowledge, ServedLine } from '../journal/records.js'
import type { Command, Misunderstanding, Reply, Served } from '../systems/contract.js'
import { cut } from '../words/lists.js'

/** The operation of a message whose commands are of several. */
const batch = 'batch'
/** The operation of a message that is about the connection alone: a token, a session. */
export const handshake = 'handshake'

type CallProblem = NonNullable<CallArrivedRecord['problem']>

/** What all commands of a message are; a batch, if they are not the same. */
export function operationOf(commands: readonly Command[]): string | undefined {
  const operation = commands[0]?.operation
  return commands.every((command) => command.operation === operation) ? operation : batch
}

/** What the journal keeps of a request that no operation understood. */
export function problemOf({ code, message, nearest, differences }: Misunderstanding, redact: (text: string) => string): CallProblem {
  return { code, message, ...(nearest !== undefined && { nearest }), differences: differences.map(redact) }
}

/** Effects of all commands of a message. */
export function effectsOf(served: Served): number {
  return served.replies.reduce((sum, reply) => sum + reply.effects.length, 0)
}

/** What the system did with a message, per command where there were several. */
export function servedRecord(cid: number, eidsOf: readonly (readonly string[])[], served: Served): Draft<CallServedRecord> {
  const { replies, status, answerClass } = served
  const lines = replies.map((reply, index) => lineOf(reply, eidsOf[index] ?? []))
  const settles = replies.flatMap((reply) => reply.settles ?? [])
  // Of several, the one that made the message what it is.
  const telling = replies.find((reply) => reply.answerClass === answerClass) ?? replies[0]
  const dedupedTo = replies.length === 1 ? replies[0].dedupedTo : undefined
  return {
    kind: 'call.served',
    cid,
    status,
    answerClass,
    ...(telling.code !== undefined && { code: telling.code }),
    effects: effectsOf(served),
    ...(dedupedTo !== undefined && { dedupedTo }),
    ...(replies.some((reply) => reply.settles) && { settles }),
    ...(lines.length > 1 && { lines }),
  }
}

function lineOf(reply: Reply, eids: readonly string[]): ServedLine {
  const { status, answerClass, code, effects, dedupedTo } = reply
  return {
    status,
    answerClass,
    ...(code !== undefined && { code }),
    eids,
    effects: effects.length,
    ...(dedupedTo !== undefined && { dedupedTo }),
  }
}

/** 500, 502 and 504 leave the caller in doubt; every other answer is definite. */
export function knowledgeOf(status: number): Knowledge {
  if (status >= 200 && status < 400) return 'acked'
  return status === 500 || status === 502 || status === 504 ? 'indeterminate' : 'refused'
}

const correlationHeaders = ['x-correlation-id', 'correlation-id', 'x-request-id', 'ce-id']

/** The first header that carries the correlation of a request; the configured ones win. */
export function correlationOf(headers: Readonly<Record<string, string>>, configured: readonly string[]): string {
  for (const name of [...configured, ...correlationHeaders]) {
    const value = headers[name]
    if (value !== undefined && value !== '') return value
  }
  return ''
}

/** A text as long as the journal takes it; what is cut off is counted. */
export function clipped(text: string): string {
  return cut(text, limits.journal_text_chars_max)
}
