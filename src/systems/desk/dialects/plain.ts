import type { WireRequest, WireResponse } from '../../../domain/wire.js'
import type { Command, DedupeMode, Misunderstanding, OperationDescription } from '../../contract.js'
import { AboutPages } from '../../shared/about.js'
import { loadDocument } from '../../shared/openapi.js'
import { errorAnswer, jsonAnswer } from '../../shared/plain-answer.js'
import { plainFrontOf, type RoutedRequest } from '../../shared/plain-front.js'
import { cut } from '../../shared/validation.js'
import type { DeskException, DeskInput, DeskReply, ExceptionInput } from '../behaviour.js'

/** A wire format of the desk. It decides nothing. */
export interface DeskDialect {
  decode(
    request: WireRequest,
  ): { readonly command: Command } | { readonly misunderstood: Misunderstanding; readonly response: WireResponse }
  /** Answers to operations that are about the dialect itself. */
  about(operation: string): WireResponse | undefined
  render(reply: DeskReply): WireResponse
  refusal(status: number, code: string, message: string, headers?: Readonly<Record<string, string>>): WireResponse
  operations(): readonly OperationDescription[]
}

/** Bodies as the schemas promise them. */
interface WireException extends Omit<ExceptionInput, 'operation' | 'facts'> {
  readonly fact?: string
  readonly facts?: readonly string[]
}
interface WireClose {
  readonly resolution: 'posted' | 'discarded'
  readonly reason?: string
}

/** The desk in JSON over HTTP, as `mocks/desk/plain/openapi.json` says. */
export function plainDesk(dedupe: DedupeMode): DeskDialect {
  const loaded = loadDocument('desk', 'plain')
  const front = plainFrontOf(loaded)
  const about = new AboutPages('desk', loaded, dedupe)
  return {
    decode(request) {
      const routed = front.route(request)
      return 'misunderstood' in routed ? routed : decoded(routed)
    },
    about: (operation) => about.answer(operation),
    render,
    refusal: (status, code, message, headers) => errorAnswer(status, code, message, undefined, headers),
    operations: () => about.operations,
  }
}

function decoded(routed: RoutedRequest): ReturnType<DeskDialect['decode']> {
  const { operation, parameters, body, headers } = routed
  const key = headers['idempotency-key'] ?? ''
  const base = {
    operation: operation.id,
    posts: operation.object['x-posts'],
    keys: [] as readonly string[],
    ...(key !== '' && { idempotencyKey: key }),
  }
  const { exception = '', status, fact } = parameters
  switch (operation.id) {
    case 'exception.create':
      return opening(base, body as WireException)
    case 'exception.query': {
      const narrowed = { ...(status !== undefined && { status: status as 'open' | 'closed' }), ...(fact !== undefined && { fact }) }
      return {
        command: {
          ...base,
          keys: fact === undefined ? [] : [fact],
          input: { operation: 'exception.query', ...narrowed } satisfies DeskInput,
        },
      }
    }
    case 'exception.read':
      return { command: { ...base, input: { operation: 'exception.read', exception } satisfies DeskInput } }
    case 'exception.close': {
      return { command: { ...base, input: { operation: 'exception.close', exception, ...(body as WireClose) } satisfies DeskInput } }
    }
    default:
      return { command: { ...base, input: undefined } }
  }
}

/** An exception about nothing helps nobody: it must name a fact one way or the other. */
function opening(base: Omit<Command, 'input'>, body: WireException): ReturnType<DeskDialect['decode']> {
  const { fact, facts, ...rest } = body
  const all = [...new Set([...(fact === undefined ? [] : [fact]), ...(facts ?? [])])]
  if (all.length > 0)
    return { command: { ...base, keys: all, input: { operation: 'exception.create', facts: all, ...rest } satisfies DeskInput } }
  const misunderstood = {
    status: 400,
    code: 'NOT_UNDERSTOOD',
    message: `The body is not what ${base.operation} expects: 1 difference.`,
    nearest: 'POST /exceptions',
    differences: ['fact: missing, expected a text (or facts, an array of them)'],
  }
  const { code, message, nearest, differences } = misunderstood
  return { misunderstood, response: errorAnswer(400, code, message, { differences, nearest }) }
}

function render(reply: DeskReply): WireResponse {
  switch (reply.reply) {
    case 'opened':
      return jsonAnswer(201, { exception: reply.exception.id, status: 'open' })
    case 'exceptions':
      return jsonAnswer(200, { items: reply.exceptions.map(view), ...(reply.omitted > 0 && { omitted: reply.omitted }) })
    case 'exception':
      return jsonAnswer(200, view(reply.exception))
    case 'refused':
      return errorAnswer(reply.code === 'UNKNOWN_EXCEPTION' ? 404 : 409, reply.code, cut(reply.message, 300), reply.details)
  }
}

function view({
  id,
  facts,
  class: kind,
  reason,
  owner,
  code,
  status,
  resolution,
  resolutionReason,
}: DeskException): Readonly<Record<string, unknown>> {
  return { exception: id, facts, class: kind, reason, owner, code, status, resolution, resolutionReason }
}
