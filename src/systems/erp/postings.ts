import type { CountEffect, Effect, StateEffect } from '../../domain/effect.js'
import type { DraftLine, LedgerDocument } from '../../domain/ledger.js'
import type { Item } from '../../domain/master.js'
import { measureOf } from '../../domain/measures/index.js'
import type { Dims } from '../../domain/names.js'
import type { OrderStatus } from '../../domain/order-status.js'
import { addQuantities, isZeroQuantity, multiplyQuantities, negateQuantity, type Quantity } from '../../domain/quantity.js'
import { toBaseUnit } from '../../domain/units.js'
import type { SystemSettings } from '../contract.js'
import { refused, type Refused } from '../operation.js'
import type { Books, DocumentKind } from './books.js'
import {
  datesOf,
  measured,
  referencesOf,
  type ComponentInput,
  type ConfirmationInput,
  type MovementInput,
  type ReversalInput,
} from './input.js'
import type { MasterIndex } from './master-index.js'
import {
  alreadyReversed,
  Obstacles,
  orderObstacle,
  toBase,
  unknownDocument,
  unknownItem,
  unknownLocation,
  unknownStep,
} from './obstacles.js'
import { orderChange, statusAfter, type OrderState, type StepState } from './order-book.js'

/** What was posted. */
export interface Posted {
  readonly document: LedgerDocument
  /** Status after the posting, where the document is about an order. */
  readonly orderStatus?: OrderStatus
  readonly effects: readonly Effect[]
}

/** The parts that every line of a document has in common. */
type DocumentHead = Pick<DraftLine, 'doc' | 'docKind' | 'plant' | 'references' | 'reversesDoc' | 'dates'>

interface Draft {
  readonly lines: readonly DraftLine[]
  readonly counts: readonly CountEffect[]
  readonly change: StateEffect | undefined
  readonly order: OrderState | undefined
}

/** Everything of the ERP that posts: checks the rules, plans the lines, commits them. */
export class Postings {
  readonly #obstacles: Obstacles

  constructor(
    readonly books: Books,
    readonly master: MasterIndex,
    readonly settings: SystemSettings,
  ) {
    this.#obstacles = new Obstacles(books, master, settings)
  }

  /** Posts a confirmation with its issues and its receipt, in one document. */
  confirm(input: ConfirmationInput): Posted | Refused {
    const order = this.books.orders.find(input.order, input.plant)
    if ('refused' in order) return order
    const { plant, revision } = order.master
    const step = order.steps.get(input.operation)
    if (!step) return unknownStep(order, input.operation)
    const references = referencesOf(input)
    const obstacle =
      this.#obstacles.duplicate('confirmation', false, plant, references) ??
      orderObstacle(order) ??
      this.#obstacles.period(plant, input.postingDate)
    if (obstacle) return obstacle
    const item = this.master.items.get(order.master.item)
    if (!item) return unknownItem(order.master.item)
    const head: DocumentHead = {
      doc: this.books.nextNumber('confirmation'),
      docKind: 'confirmation',
      plant,
      references,
      dates: datesOf(input),
    }
    const about: Dims = { plant, order: order.master.id, routingStep: step.master.id, revision }
    const reported = reportedLines(head, { ...about, item: item.id }, input, item)
    if ('refused' in reported) return reported
    const limit = this.#obstacles.quantity(order, step, reported.good)
    if (limit) return limit
    const { lines } = reported
    this.#backflush(lines, head, about, order, step, addQuantities(reported.good, reported.scrap))
    for (const component of input.components ?? []) {
      const line = this.#component(head, about, order, component)
      if ('refused' in line) return line
      lines.push(line)
    }
    if (step.master.receipt && !isZeroQuantity(reported.good))
      lines.push(stockLine(head, 'receipt', reported.good, item, { ...about, location: order.master.receiptLocation }))
    const isFinal = input.kind === 'final'
    const counts: CountEffect[] = isFinal ? [{ ...head, what: 'count', measure: 'final', dims: { ...about, item: item.id }, count: 1 }] : []
    return this.#commit('confirmation', { lines, counts, change: statusChange(order, step, isFinal ? 1 : 0, 1), order })
  }

  /** Posts a goods movement, with or without an order. */
  move(input: MovementInput): Posted | Refused {
    const { plant, lot = '', location, stockType = 'unrestricted' } = input
    const order = input.order === undefined ? undefined : this.books.orders.in(plant, input.order)
    const unknown = this.#obstacles.unknown(input, order)
    if (unknown) return unknown
    const references = referencesOf(input)
    const obstacle =
      this.#obstacles.duplicate('goods-movement', false, plant, references) ??
      (order && orderObstacle(order)) ??
      this.#obstacles.period(plant, input.postingDate)
    if (obstacle) return obstacle
    const item = this.master.items.get(input.item)
    if (!item) return unknownItem(input.item)
    const sent = measured(input.quantity)
    const base = toBase(item, sent, 'quantity')
    if (typeof base !== 'string') return base
    const wrongLot = this.#obstacles.lot(plant, item, lot, input.type === 'issue')
    if (wrongLot) return wrongLot
    const doc = this.books.nextNumber('goods-movement')
    const head: DocumentHead = { doc, docKind: 'goods-movement', plant, references, dates: datesOf(input) }
    const line = stockLine(head, input.type, base, item, {
      plant,
      ...(order && { order: order.master.id, revision: order.master.revision }),
      ...(input.operation !== undefined && { routingStep: input.operation }),
      location,
      ...(lot !== '' && { lot }),
      stockType,
    })
    line.sent = sent
    if (input.type === 'issue') line.issueMode = 'explicit'
    return this.#commit('goods-movement', { lines: [line], counts: [], change: undefined, order })
  }

  /** Cancels a document whole: every line is negated, the order's status follows. */
  reverse(kind: DocumentKind, input: ReversalInput): Posted | Refused {
    const original = this.books.ledger.document(input.document)
    const first = original?.lines[0]
    if (!original || !first || original.kind !== kind) return unknownDocument(kind, input.document)
    if (original.reverses)
      return refused(
        'NOT_REVERSIBLE',
        `Document ${original.number} is itself a reversal, of ${original.reverses.number}; post anew instead.`,
        { document: original.number },
      )
    const { plant } = original
    const order = this.books.orders.in(plant, first.dims['order'] ?? '')
    const references = referencesOf(input)
    const obstacle =
      this.#obstacles.duplicate(kind, true, plant, references) ??
      alreadyReversed(original) ??
      (order && orderObstacle(order)) ??
      this.#obstacles.period(plant, input.postingDate)
    if (obstacle) return obstacle
    const doc = this.books.nextNumber(kind)
    const head: DocumentHead = { doc, docKind: kind, plant, references, reversesDoc: original.number, dates: datesOf(input) }
    const lines = original.lines.map(({ sent: _sent, balance: _balance, ...line }): DraftLine => ({
      ...line,
      ...head,
      quantity: negateQuantity(line.quantity),
    }))
    const counts = original.counts.map((count): CountEffect => ({ ...count, ...head, count: count.count > 0 ? -1 : 1 }))
    const step = kind === 'confirmation' ? order?.steps.get(first.dims['routingStep'] ?? '') : undefined
    const change = order && step ? statusChange(order, step, counts.length > 0 ? -1 : 0, -1) : undefined
    return this.#commit(kind, { lines, counts, change, order })
  }

  #commit(kind: DocumentKind, { lines, counts, change, order }: Draft): Posted | Refused {
    const { ledger } = this.books
    const states = change ? [change] : []
    const negative = ledger.commit(
      { lines, counts, states, ...(order && { about: order.entity }) },
      { refuseNegative: this.settings.enforce['negative_stock'] === true },
    )
    if (negative) {
      const { dims, unit, quantity } = negative.line
      const { item = '', location = '' } = dims
      return refused(
        'NEGATIVE_STOCK',
        `Stock of ${item} at ${location} is ${negative.before} ${unit}; this would make it ${negative.after}.`,
        { item, location, balance: Number(negative.before), required: Number(quantity) },
      )
    }
    const document = ledger.documents({ kind }).at(-1)
    if (!document) throw new Error(`A ${kind} was committed and is not in the ledger.`)
    return { document, effects: inOrder(lines, counts, states), ...(order && { orderStatus: order.status }) }
  }

  #backflush(lines: DraftLine[], head: DocumentHead, about: Dims, order: OrderState, step: StepState, made: Quantity): void {
    for (const { line, item } of this.master.backflush(order.master, step.master.id)) {
      const quantity = toBaseUnit(item, multiplyQuantities(made, line.rate), line.unit)
      if (quantity === undefined || isZeroQuantity(quantity)) continue
      const issue = stockLine(head, 'issue', quantity, item, { ...about, location: line.location })
      issue.issueMode = 'backflush'
      lines.push(issue)
    }
  }

  #component(head: DocumentHead, about: Dims, order: OrderState, component: ComponentInput): DraftLine | Refused {
    const item = this.master.items.get(component.item)
    if (!item) return unknownItem(component.item)
    const location = component.location ?? this.master.componentLocation(order.master, about['routingStep'] ?? '', item.id)
    if (location === undefined)
      return refused(
        'UNKNOWN_LOCATION',
        `Component ${item.id} names no location, and the bill of material of ${order.master.item} has none for it.`,
        { item: item.id },
      )
    if (!this.master.knowsLocation(head.plant, location)) return unknownLocation(head.plant, location)
    const sent = measured(component.quantity)
    const base = toBase(item, sent, `component ${item.id}`)
    if (typeof base !== 'string') return base
    const { lot = '' } = component
    const wrongLot = this.#obstacles.lot(head.plant, item, lot, true)
    if (wrongLot) return wrongLot
    const line = stockLine(head, 'issue', base, item, { ...about, location, ...(lot !== '' && { lot }) })
    line.sent = sent
    line.issueMode = 'explicit'
    return line
  }
}

/** What was reported, what ends, what moved, what follows. */
function inOrder(lines: readonly DraftLine[], counts: readonly CountEffect[], states: readonly StateEffect[]): readonly Effect[] {
  if (counts.length === 0) return states.length === 0 ? lines : [...lines, ...states]
  const firstMoving = lines.findIndex((line) => measureOf(line.measure).moves !== 0)
  const reported = firstMoving < 0 ? lines.length : firstMoving
  return [...lines.slice(0, reported), ...counts, ...lines.slice(reported), ...states]
}

function statusChange(order: OrderState, step: StepState, finals: number, confirmations: number): StateEffect | undefined {
  const after = statusAfter(order, step, finals, confirmations)
  return after === order.status ? undefined : orderChange(order, 'status', after, true)
}

interface ReportedLines {
  readonly lines: DraftLine[]
  readonly good: Quantity
  readonly scrap: Quantity
}

/** Yield always has a line, so that a document always has one; scrap and rework where they are not zero. */
function reportedLines(head: DocumentHead, dims: Dims, input: ConfirmationInput, item: Item): ReportedLines | Refused {
  const lines: DraftLine[] = []
  const sums: Record<string, Quantity> = {}
  for (const measure of ['yield', 'scrap', 'rework'] as const) {
    const asked = input[measure]
    if (!asked) continue
    const sent = measured(asked)
    const base = toBase(item, sent, measure)
    if (typeof base !== 'string') return base
    sums[measure] = base
    if (measure === 'yield' || !isZeroQuantity(base))
      lines.push({ ...head, what: 'quantity', measure, dims, quantity: base, unit: item.baseUnit, sent })
  }
  return { lines, good: sums['yield'] ?? '0', scrap: sums['scrap'] ?? '0' }
}

function stockLine(head: DocumentHead, measure: 'issue' | 'receipt', quantity: Quantity, item: Item, place: Dims): DraftLine {
  const dims = { stockType: 'unrestricted', ...place, item: item.id }
  return { ...head, what: 'quantity', measure, dims, quantity, unit: item.baseUnit }
}
