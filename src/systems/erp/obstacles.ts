import type { LedgerDocument, PostedDocumentKind } from '../../domain/document.js'
import type { Ledger } from '../../domain/ledger.js'
import type { Item } from '../../domain/master.js'
import type { OperationState, OrderState } from '../../domain/order-book.js'
import { acceptsPostings } from '../../domain/order-status.js'
import { addQuantities, compareQuantities, multiplyQuantities, type Quantity } from '../../domain/quantity.js'
import { toBaseUnit } from '../../domain/units.js'
import type { SystemSettings } from '../contract.js'
import type { Measured, MovementInput } from './input.js'
import type { MasterIndex } from './master-index.js'
import { refused, type ErpRefusal } from './reply.js'

/** The rules that stand in the way of a posting, each by itself. They change nothing. */
export class Obstacles {
  constructor(
    readonly ledger: Ledger,
    readonly master: MasterIndex,
    readonly settings: SystemSettings,
  ) {}

  /** A live document that has one of the references already, where the mode forbids a second. */
  duplicate(kind: PostedDocumentKind, reversal: boolean, plant: string, references: readonly string[]): ErpRefusal | undefined {
    if (this.settings.dedupe !== 'external-reference') return undefined
    for (const reference of references) {
      const live = this.ledger.liveByReference(kind, reversal, plant, reference)
      if (live)
        return refused(
          'DUPLICATE_REFERENCE',
          `Reference ${reference} is already on document ${live.number}.`,
          { document: live.number, reference },
          live.number,
        )
    }
    return undefined
  }

  /** Why nothing can be posted on a date at a plant. */
  period(plantId: string, postingDate: string): ErpRefusal | undefined {
    if (!this.settings.enforce.posting_period) return undefined
    const company = this.master.plants.get(plantId)?.company ?? ''
    const judged = this.ledger.calendar.judge(company, postingDate)
    if (judged.open === true) return undefined
    if (judged.open === undefined)
      return refused('NO_PERIOD', `Company ${company} has no posting period that contains ${postingDate}.`, { company, postingDate })
    const policy = this.settings.closed_period
    const next = policy === 'first-open-period' ? judged.nextOpenDate : undefined
    const advice = next === undefined ? 'it belongs to people' : `the next open day is ${next}; keep the business date as documentDate`
    return refused('PERIOD_CLOSED', `${postingDate} lies in a closed posting period of company ${company}; ${advice}.`, {
      company,
      postingDate,
      policy,
      ...(next !== undefined && { nextOpenDate: next }),
    })
  }

  /** Why an operation cannot be confirmed that much more. */
  quantity(order: OrderState, operation: OperationState, good: Quantity): ErpRefusal | undefined {
    const { enforce } = this.settings
    if (!enforce.over_confirmation && !enforce.operation_predecessor) return undefined
    const after = addQuantities(operation.yield, good)
    const where = { order: order.master.id, operation: operation.master.id, confirmed: Number(operation.yield) }
    if (enforce.over_confirmation) {
      const limit = multiplyQuantities(order.master.quantity, addQuantities('1', order.master.overTolerance))
      if (compareQuantities(after, limit) > 0)
        return refused(
          'OVER_CONFIRMATION',
          `Order ${where.order}, operation ${where.operation}: ${after} would be confirmed, at most ${limit} may be.`,
          { ...where, limit: Number(limit) },
        )
    }
    const handedOn = operation.previous?.yield
    if (
      enforce.operation_predecessor &&
      order.master.routing === 'sequential' &&
      handedOn !== undefined &&
      compareQuantities(after, handedOn) > 0
    ) {
      const before = operation.previous?.master.id ?? ''
      return refused(
        'PREDECESSOR_SHORT',
        `Order ${where.order}, operation ${where.operation}: ${after} would be confirmed, operation ${before} handed on ${handedOn}.`,
        { ...where, limit: Number(handedOn) },
      )
    }
    return undefined
  }

  /** What of a movement is not in the master data. */
  unknown(input: MovementInput, order: OrderState | undefined): ErpRefusal | undefined {
    if (!this.master.plants.has(input.plant))
      return refused('UNKNOWN_PLANT', `There is no plant ${input.plant}; there is ${[...this.master.plants.keys()].join(', ')}.`, {
        plant: input.plant,
      })
    if (!this.master.items.has(input.item)) return unknownItem(input.item)
    if (!this.master.knowsLocation(input.plant, input.location)) return unknownLocation(input.plant, input.location)
    if (input.order === undefined) return undefined
    if (!order) return unknownOrder(input.order)
    if (order.master.plant !== input.plant)
      return refused('PLANT_MISMATCH', `Order ${input.order} belongs to plant ${order.master.plant}, not ${input.plant}.`, {
        order: input.order,
        plant: input.plant,
      })
    if (input.operationId === undefined || order.operations.has(input.operationId)) return undefined
    return unknownOperation(order, input.operationId)
  }
}

export function unknownOrder(order: string): ErpRefusal {
  return refused('UNKNOWN_ORDER', `There is no production order ${order}.`, { order })
}

export function unknownOperation(order: OrderState, operation: string): ErpRefusal {
  const { id } = order.master
  const known = [...order.operations.keys()].join(', ')
  return refused('UNKNOWN_OPERATION', `Order ${id} has no operation ${operation}; it has ${known}.`, { order: id, operation })
}

export function unknownItem(item: string): ErpRefusal {
  return refused('UNKNOWN_ITEM', `There is no item ${item}.`, { item })
}

export function unknownDocument(kind: PostedDocumentKind, document: string): ErpRefusal {
  return refused('UNKNOWN_DOCUMENT', `There is no ${kind === 'confirmation' ? 'confirmation' : 'goods movement'} ${document}.`, {
    document,
  })
}

export function unknownLocation(plant: string, location: string): ErpRefusal {
  return refused('UNKNOWN_LOCATION', `Plant ${plant} has no storage location ${location}.`, { plant, location })
}

export function alreadyReversed(original: LedgerDocument): ErpRefusal | undefined {
  const by = original.reversedBy?.number
  return by === undefined
    ? undefined
    : refused('ALREADY_REVERSED', `Document ${original.number} is already reversed by ${by}.`, { document: by }, by)
}

/** Why nothing can be posted to an order now. */
export function orderObstacle(order: OrderState): ErpRefusal | undefined {
  const { id } = order.master
  if (order.locked) return refused('ORDER_LOCKED', `Order ${id} is being edited by somebody else; try again after 1 s.`, { order: id })
  if (acceptsPostings(order.status)) return undefined
  const details = { order: id, status: order.status }
  if (order.status === 'closed') return refused('ORDER_CLOSED', `Order ${id} is closed; nothing is posted to it any more.`, details)
  return refused('ORDER_NOT_RELEASED', `Order ${id} is ${order.status}, not released.`, details)
}

/** A quantity in the base unit of the item, or why it cannot be posted. */
export function toBase(item: Item, sent: Measured, name: string): Quantity | ErpRefusal {
  const base = toBaseUnit(item, sent.quantity, sent.unit)
  if (base === undefined) {
    const units = [item.baseUnit, ...item.conversions.map((conversion) => conversion.unit)]
    return refused('UNIT_UNKNOWN', `Item ${item.id} does not know unit ${sent.unit} of ${name}; it knows ${units.join(', ')}.`, {
      item: item.id,
      unit: sent.unit,
      units,
    })
  }
  if (sent.quantity.startsWith('-'))
    return refused(
      'NEGATIVE_QUANTITY',
      `The ${name} is ${sent.quantity} ${sent.unit}; it must not be negative. To cancel a document, reverse it.`,
      { item: item.id },
    )
  return base
}
