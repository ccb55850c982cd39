import type { WireRequest, WireResponse } from '../../../domain/wire.js'
import type { Command, DedupeMode } from '../../contract.js'
import { AboutPages } from '../../shared/about.js'
import { loadDocument } from '../../shared/openapi.js'
import { errorAnswer, jsonAnswer } from '../../shared/plain-answer.js'
import { plainFrontOf } from '../../shared/plain-front.js'
import type { ErpInput } from '../input.js'
import type { ErpRefusal, ErpReply } from '../reply.js'
import type { ErpDialect } from './dialect.js'
import { commandOf } from './plain-decode.js'
import * as views from './plain-views.js'

/** HTTP status of each refusal; 422 where none is named. */
const statuses: Readonly<Record<string, number>> = {
  UNKNOWN_ORDER: 404,
  UNKNOWN_DOCUMENT: 404,
  UNKNOWN_BOM: 404,
  ORDER_LOCKED: 423,
  DUPLICATE_REFERENCE: 409,
  ALREADY_REVERSED: 409,
}

/** The ERP in JSON over HTTP, as `mocks/erp/plain/openapi.json` says. */
export function plainErp(dedupe: DedupeMode): ErpDialect {
  const loaded = loadDocument('erp', 'plain')
  const front = plainFrontOf(loaded)
  const about = new AboutPages('erp', loaded, dedupe)
  return {
    decode(request: WireRequest): ReturnType<ErpDialect['decode']> {
      const routed = front.route(request)
      return 'misunderstood' in routed ? routed : { command: commandOf(routed) satisfies Command }
    },
    about: (operation) => about.answer(operation),
    render,
    refusal: (status, code, message, headers) => errorAnswer(status, code, message, undefined, headers),
    operations: () => about.operations,
  }
}

function render(input: ErpInput, reply: ErpReply): WireResponse {
  switch (reply.reply) {
    case 'refused':
      return renderRefusal(input, reply)
    case 'posted':
      return jsonAnswer(201, views.posted(reply))
    case 'documents': {
      const view = input.operation === 'confirmation.query' ? views.confirmation : views.movement
      return jsonAnswer(200, { items: reply.documents.map(view), ...(reply.omitted > 0 && { omitted: reply.omitted }) })
    }
    case 'document':
      return jsonAnswer(200, input.operation === 'confirmation.read' ? views.confirmation(reply.document) : views.movement(reply.document))
    case 'order-status':
      return jsonAnswer(200, { order: reply.order.master.id, status: reply.order.status })
    case 'orders':
      return jsonAnswer(200, { items: reply.orders.map(views.order) })
    case 'order':
      return jsonAnswer(200, views.order(reply.order))
    case 'stock':
      return jsonAnswer(200, { items: reply.balances.map(views.balance) })
    case 'items':
      return jsonAnswer(200, { items: reply.items.map(views.item) })
    case 'item':
      return jsonAnswer(200, views.item(reply.item))
    case 'boms':
      return jsonAnswer(200, { items: reply.boms.map(views.bom) })
    case 'periods':
      return jsonAnswer(200, { items: reply.periods.map(({ company, from, to, open }) => ({ company, from, to, open })) })
  }
}

function renderRefusal(input: ErpInput, reply: ErpRefusal): WireResponse {
  const isRead = input.operation === 'item.read' || input.operation === 'bom.read'
  const status = isRead ? 404 : (statuses[reply.code] ?? 422)
  return errorAnswer(status, reply.code, reply.message, reply.details, reply.code === 'ORDER_LOCKED' ? { 'retry-after': '1' } : undefined)
}
