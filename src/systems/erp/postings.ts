import type { PostedDocumentKind } from '../../domain/document.js'
import type { Effect, EffectMeasure, StateEffect } from '../../domain/effect.js'
import type { DraftLine, Ledger } from '../../domain/ledger.js'
import type { Item } from '../../domain/master.js'
import { statusAfter, type OperationState, type OrderState } from '../../domain/order-book.js'
import type { OrderStatus } from '../../domain/order-status.js'
import { addQuantities, isZeroQuantity, multiplyQuantities, negateQuantity, type Quantity } from '../../domain/quantity.js'
import { toBaseUnit } from '../../domain/units.js'
import type { SystemSettings } from '../contract.js'
import type { ComponentInput, ConfirmationInput, MovementInput, ReversalInput } from './input.js'
import type { MasterIndex } from './master-index.js'
import {
  alreadyReversed,
  Obstacles,
  orderObstacle,
  toBase,
  unknownDocument,
  unknownItem,
  unknownLocation,
  unknownOperation,
  unknownOrder,
} from './obstacles.js'
import { refused, type ErpPosted, type ErpRefusal } from './reply.js'

/** First number of each series, less one. */
const seriesStart = { confirmation: 8_000_000_000, 'goods-movement': 4_900_000_000 } as const

/** The parts that every line of a document has in common. */
type DocumentHead = Pick<
  DraftLine,
  'doc' | 'docKind' | 'plant' | 'order' | 'operation' | 'references' | 'reversesDoc' | 'revision' | 'postingDate' | 'documentDate'
>

/** Everything of the ERP that posts: checks the rules, plans the lines, commits them. */
export class Postings {
  readonly #last = { confirmation: seriesStart.confirmation as number, 'goods-movement': seriesStart['goods-movement'] as number }

  readonly #obstacles: Obstacles

  constructor(
    readonly ledger: Ledger,
    readonly master: MasterIndex,
    readonly settings: SystemSettings,
  ) {
    this.#obstacles = new Obstacles(ledger, master, settings)
  }

  /** Posts a confirmation with its issues and its receipt, in one document. */
  confirm(input: ConfirmationInput): ErpPosted | ErpRefusal {
    const order = this.ledger.orders.get(input.order)
    if (!order) return unknownOrder(input.order)
    const { plant } = order.master
    const operation = order.operations.get(input.operationId)
    if (!operation) return unknownOperation(order, input.operationId)
    const obstacle =
      this.#obstacles.duplicate('confirmation', false, plant, input.references) ??
      orderObstacle(order) ??
      this.#obstacles.period(plant, input.postingDate)
    if (obstacle) return obstacle
    const item = this.master.items.get(order.master.item)
    if (!item) return unknownItem(order.master.item)
    const doc = this.#nextNumber('confirmation')
    const head: DocumentHead = {
      doc,
      docKind: 'confirmation',
      plant,
      order: order.master.id,
      operation: operation.master.id,
      references: input.references,
      revision: order.master.revision,
      postingDate: input.postingDate,
    }
    setDocumentDate(head, input)
    const reported = reportedLines(head, input, item)
    if ('reply' in reported) return reported
    const limit = this.#obstacles.quantity(order, operation, reported.good)
    if (limit) return limit
    const { lines } = reported
    if (input.kind === 'final') lines.push({ ...head, what: 'quantity', measure: 'final', quantity: '1', unit: '', item: item.id })
    this.#backflush(lines, head, order, operation, addQuantities(reported.good, reported.scrap))
    for (const component of input.components) {
      const line = this.#component(head, order, component)
      if ('reply' in line) return line
      lines.push(line)
    }
    if (operation.master.receipt && !isZeroQuantity(reported.good)) {
      lines.push(stockLine(head, 'receipt', reported.good, item, order.master.receiptLocation, ''))
    }
    const status = statusAfter(order, operation, input.kind === 'final' ? 1 : 0, 1)
    return this.#commit('confirmation', lines, this.#statusChange(order, status), order)
  }

  /** Posts a goods movement, with or without an order. */
  move(input: MovementInput): ErpPosted | ErpRefusal {
    const order = input.order === undefined ? undefined : this.ledger.orders.get(input.order)
    const unknown = this.#obstacles.unknown(input, order)
    if (unknown) return unknown
    const obstacle =
      this.#obstacles.duplicate('goods-movement', false, input.plant, input.references) ??
      (order && orderObstacle(order)) ??
      this.#obstacles.period(input.plant, input.postingDate)
    if (obstacle) return obstacle
    const item = this.master.items.get(input.item)
    if (!item) return unknownItem(input.item)
    const base = toBase(item, input.quantity, 'quantity')
    if (typeof base !== 'string') return base
    const head: DocumentHead = {
      doc: this.#nextNumber('goods-movement'),
      docKind: 'goods-movement',
      plant: input.plant,
      references: input.references,
      postingDate: input.postingDate,
    }
    if (order) [head.order, head.revision] = [order.master.id, order.master.revision]
    if (input.operationId !== undefined) head.operation = input.operationId
    setDocumentDate(head, input)
    const line = stockLine(head, input.type, base, item, input.location, input.lot)
    line.stockType = input.stockType
    line.sent = input.quantity
    if (input.type === 'issue') line.issueMode = 'explicit'
    return this.#commit('goods-movement', [line], undefined, order)
  }

  /** Cancels a document whole: every line is negated, the order's status follows. */
  reverse(input: ReversalInput): ErpPosted | ErpRefusal {
    const kind: PostedDocumentKind = input.operation === 'confirmation.reverse' ? 'confirmation' : 'goods-movement'
    const original = this.ledger.document(input.document)
    const first = original?.lines[0]
    if (!original || !first || original.kind !== kind) return unknownDocument(kind, input.document)
    if (original.reverses)
      return refused(
        'NOT_REVERSIBLE',
        `Document ${original.number} is itself a reversal, of ${original.reverses.number}; post anew instead.`,
        { document: original.number },
      )
    const order = first.order === undefined ? undefined : this.ledger.orders.get(first.order)
    const obstacle =
      this.#obstacles.duplicate(kind, true, original.plant, input.references) ??
      alreadyReversed(original) ??
      (order && orderObstacle(order)) ??
      this.#obstacles.period(original.plant, input.postingDate)
    if (obstacle) return obstacle
    const doc = this.#nextNumber(kind)
    const lines = original.lines.map((line) => {
      const { sent: _sent, documentDate: _date, balance: _balance, ...rest } = line
      const negated: DraftLine = {
        ...rest,
        doc,
        references: input.references,
        reversesDoc: original.number,
        quantity: negateQuantity(line.quantity),
        postingDate: input.postingDate,
      }
      setDocumentDate(negated, input)
      return negated
    })
    const operation = kind === 'confirmation' && first.operation !== undefined ? order?.operations.get(first.operation) : undefined
    const finals = original.lines.some((line) => line.measure === 'final') ? -1 : 0
    const change = order && operation ? this.#statusChange(order, statusAfter(order, operation, finals, -1)) : undefined
    return this.#commit(kind, lines, change, order)
  }

  #commit(
    kind: PostedDocumentKind,
    lines: DraftLine[],
    change: StateEffect | undefined,
    order: OrderState | undefined,
  ): ErpPosted | ErpRefusal {
    const negative = this.ledger.commit({ lines, states: change ? [change] : [] }, this.settings.enforce.negative_stock)
    if (negative) {
      const { item = '', location = '', unit } = negative.line
      return refused(
        'NEGATIVE_STOCK',
        `Stock of ${item} at ${location} is ${negative.before} ${unit}; this would make it ${negative.after}.`,
        { item, location, balance: Number(negative.before), required: Number(negative.line.quantity) },
      )
    }
    this.#last[kind] += 1
    const document = this.ledger.document(String(this.#last[kind]))
    if (!document) throw new Error(`Document ${this.#last[kind]} was committed and is not in the ledger.`)
    const effects: readonly Effect[] = change ? [...lines, change] : lines
    return { reply: 'posted', document, effects, ...(order && { orderStatus: order.status }) }
  }

  /** A number is used up only by what is committed. */
  #nextNumber(kind: PostedDocumentKind): string {
    return String(this.#last[kind] + 1)
  }

  #backflush(lines: DraftLine[], head: DocumentHead, order: OrderState, operation: OperationState, made: Quantity): void {
    for (const { line, item } of this.master.backflush(order.master, operation.master.id)) {
      const quantity = toBaseUnit(item, multiplyQuantities(made, line.rate), line.unit)
      if (quantity === undefined || isZeroQuantity(quantity)) continue
      const issue = stockLine(head, 'issue', quantity, item, line.location, '')
      issue.issueMode = 'backflush'
      lines.push(issue)
    }
  }

  #component(head: DocumentHead, order: OrderState, component: ComponentInput): DraftLine | ErpRefusal {
    const item = this.master.items.get(component.item)
    if (!item) return unknownItem(component.item)
    const location = component.location ?? this.master.componentLocation(order.master, head.operation ?? '', item.id)
    if (location === undefined)
      return refused(
        'UNKNOWN_LOCATION',
        `Component ${item.id} names no location, and the bill of material of ${order.master.item} has none for it.`,
        { item: item.id },
      )
    if (!this.master.knowsLocation(head.plant, location)) return unknownLocation(head.plant, location)
    const base = toBase(item, component.quantity, `component ${item.id}`)
    if (typeof base !== 'string') return base
    const line = stockLine(head, 'issue', base, item, location, component.lot)
    line.sent = component.quantity
    line.issueMode = 'explicit'
    return line
  }

  #statusChange(order: OrderState, after: OrderStatus): StateEffect | undefined {
    return after === order.status ? undefined : stateEffect(order, 'status', order.status, after)
  }
}

/** A change of an order. It has no document of its own. */
export function stateEffect(order: OrderState, field: 'status' | 'lock', before: string, after: string): StateEffect {
  const { id, plant } = order.master
  return {
    what: 'state',
    doc: '',
    docKind: field === 'lock' ? 'lock' : 'order',
    plant,
    order: id,
    references: [],
    entity: `order:${id}`,
    field,
    before,
    after,
  }
}

interface ReportedLines {
  readonly lines: DraftLine[]
  readonly good: Quantity
  readonly scrap: Quantity
}

/** Yield always has a line, so that a document always has one; scrap and rework where they are not zero. */
function reportedLines(head: DocumentHead, input: ConfirmationInput, item: Item): ReportedLines | ErpRefusal {
  const lines: DraftLine[] = []
  const sums: Partial<Record<EffectMeasure, Quantity>> = {}
  for (const measure of ['yield', 'scrap', 'rework'] as const) {
    const sent = input[measure]
    if (!sent) continue
    const base = toBase(item, sent, measure)
    if (typeof base !== 'string') return base
    sums[measure] = base
    if (measure === 'yield' || !isZeroQuantity(base))
      lines.push({ ...head, what: 'quantity', measure, quantity: base, unit: item.baseUnit, sent, item: item.id })
  }
  return { lines, good: sums.yield ?? '0', scrap: sums.scrap ?? '0' }
}

function stockLine(
  head: DocumentHead,
  measure: 'issue' | 'receipt',
  quantity: Quantity,
  item: Item,
  location: string,
  lot: string,
): DraftLine {
  const line: DraftLine = {
    ...head,
    what: 'quantity',
    measure,
    quantity,
    unit: item.baseUnit,
    item: item.id,
    location,
    stockType: 'unrestricted',
  }
  if (lot !== '') line.lot = lot
  return line
}

function setDocumentDate(
  line: Pick<DraftLine, 'documentDate'>,
  input: { readonly postingDate: string; readonly documentDate?: string },
): void {
  if (input.documentDate !== undefined && input.documentDate !== input.postingDate) line.documentDate = input.documentDate
}
