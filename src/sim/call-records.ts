import { limits } from '../domain/limits.js'
import type { WireResponse } from '../domain/wire.js'
import {
  atDesk,
  type CallArrivedRecord,
  type CallServedRecord,
  type Draft,
  type ExceptionRecord,
  type Knowledge,
  type ServedLine,
} from '../journal/records.js'
import type { Exchange } from '../transports/contract.js'
import type { EvidenceBuilder } from '../journal/evidence-builder.js'
import type { Clock } from './clock.js'
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
  return {
    code,
    message: redact(message),
    ...(nearest !== undefined && { nearest: redact(nearest) }),
    differences: differences.map(redact),
  }
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

/** Milliseconds that a refusal asks its caller to wait; undefined where it says nothing, or not in seconds. */
export function retryAfterOf(headers: WireResponse['headers']): number | undefined {
  const seconds = Number(headers['retry-after'] ?? '')
  return seconds > 0 ? Math.round(seconds * 1_000) : undefined
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

/** Whether the client closes within that time. */
export function closesWithin(exchange: Pick<Exchange, 'onClientClose'>, clock: Pick<Clock, 'setTimer'>, ms: number): Promise<boolean> {
  return new Promise((resolve) => {
    const cancel = clock.setTimer(ms, () => resolve(false))
    exchange.onClientClose(() => {
      cancel()
      resolve(true)
    })
  })
}

interface Naming {
  readonly evidence: Pick<EvidenceBuilder, 'factsNamed'>
  readonly canonical: (text: string) => string
  readonly redact: (text: string) => string
}

/** What a command did at the desk, as the journal has it. */
export function exceptionsOf({ exceptions = [] }: Reply, { evidence, canonical, redact }: Naming): readonly Draft<ExceptionRecord>[] {
  return exceptions.map(({ plant, ...change }) => ({
    kind: 'exception',
    ...change,
    ...(change.reason !== undefined && { reason: redact(change.reason) }),
    keys: change.keys.slice(0, limits.keys_per_call_count_max),
    eids: evidence.factsNamed(change.keys.map(canonical), plant).map((fact) => fact.eid),
    seenAt: atDesk,
  }))
}
