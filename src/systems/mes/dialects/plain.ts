import { quantityToNumber } from '../../../domain/quantity.js'
import type { WireRequest, WireResponse } from '../../../domain/wire.js'
import type { Command, Misunderstanding, OperationDescription, PublishedEvent } from '../../contract.js'
import { AboutPages } from '../../shared/about.js'
import { loadDocument } from '../../shared/openapi.js'
import { errorAnswer, jsonAnswer } from '../../shared/plain-answer.js'
import { plainFrontOf, type RoutedRequest } from '../../shared/plain-front.js'
import type { MesInput, MesOrder, MesReply } from '../behaviour.js'

/** A wire format of the MES. It decides nothing. */
export interface MesDialect {
  decode(
    request: WireRequest,
  ): { readonly command: Command } | { readonly misunderstood: Misunderstanding; readonly response: WireResponse }
  /** Answers to operations that are about the dialect itself. */
  about(operation: string): WireResponse | undefined
  render(reply: MesReply): WireResponse
  refusal(status: number, code: string, message: string, headers?: Readonly<Record<string, string>>): WireResponse
  operations(): readonly OperationDescription[]
}

/** The MES in JSON over HTTP, as `mocks/mes/plain/openapi.json` says. */
export function plainMes(): MesDialect {
  const loaded = loadDocument('mes', 'plain')
  const front = plainFrontOf(loaded)
  const about = new AboutPages('mes', loaded, 'none')
  return {
    decode(request) {
      const routed = front.route(request)
      return 'misunderstood' in routed ? routed : { command: commandOf(routed) }
    },
    about: (operation) => about.answer(operation),
    render,
    refusal: (status, code, message, headers) => errorAnswer(status, code, message, undefined, headers),
    operations: () => about.operations,
  }
}

function commandOf({ operation, parameters }: RoutedRequest): Command {
  const base = { operation: operation.id, posts: operation.object['x-posts'] }
  const { order = '', number = '' } = parameters
  switch (operation.id) {
    case 'event.feed': {
      const { after = '', limit } = parameters
      const input: MesInput = { operation: 'event.feed', after, ...(limit !== undefined && { limit: Number(limit) }) }
      return { ...base, keys: [], input }
    }
    case 'order.read':
      return { ...base, keys: [], order, input: { operation: 'order.read', order } satisfies MesInput }
    case 'confirmation.read':
      return { ...base, keys: [number], input: { operation: 'confirmation.read', number } satisfies MesInput }
    default:
      return { ...base, keys: [], input: { operation: operation.id } }
  }
}

function render(reply: MesReply): WireResponse {
  switch (reply.reply) {
    case 'page': {
      const { after, upTo, latest, events } = reply
      const entries = events.map((event, index) => ({ cursor: String(after + index + 1), event: cloudEvent(event) }))
      return jsonAnswer(200, { events: entries, next: String(upTo), latest: String(latest), more: upTo < latest })
    }
    case 'orders':
      return jsonAnswer(200, { items: reply.orders.map(orderView) })
    case 'order':
      return jsonAnswer(200, orderView(reply.order))
    case 'event':
      return jsonAnswer(200, reply.event.data)
    case 'refused':
      return errorAnswer(reply.code === 'UNKNOWN_CURSOR' ? 400 : 404, reply.code, reply.message, reply.details)
  }
}

/** CloudEvents 1.0, structured, with the sequence and partitioning extensions where the payload has what they say. */
function cloudEvent(event: PublishedEvent): Readonly<Record<string, unknown>> {
  const { id, source, type, subject, time, data } = event
  const { sequence, order } = data
  return {
    specversion: '1.0',
    id,
    source,
    type,
    subject,
    time,
    datacontenttype: 'application/json',
    ...(typeof sequence === 'number' && { sequence: String(sequence) }),
    ...(typeof order === 'string' && { partitionkey: order }),
    data,
  }
}

function orderView({ id, plant, item, quantity, unit, operations }: MesOrder): Readonly<Record<string, unknown>> {
  const routing = operations.map((operation) => ({ operation: operation.id, workCentre: operation.workCentre }))
  return { order: id, plant, item, quantity: quantityToNumber(quantity), unit, operations: routing }
}
