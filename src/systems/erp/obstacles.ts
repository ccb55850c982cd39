import type { LedgerDocument } from '../../domain/ledger.js'
import type { Item } from '../../domain/master.js'
import { acceptsPostings } from '../../domain/order-status.js'
import { addQuantities, compareQuantities, isZeroQuantity, multiplyQuantities, type Quantity } from '../../domain/quantity.js'
import { toBaseUnit } from '../../domain/units.js'
import type { SystemSettings } from '../contract.js'
import { refused, type Refused } from '../operation.js'
import type { Books, DocumentKind } from './books.js'
import type { Measured, MovementInput } from './input.js'
import type { MasterIndex } from './master-index.js'
import type { OrderState, StepState } from './order-book.js'

/** The rules that stand in the way of a posting, each by itself. They change nothing. */
export class Obstacles {
  constructor(
    readonly books: Books,
    readonly master: MasterIndex,
    readonly settings: SystemSettings,
  ) {}

  /** A live document that has one of the references already, where the mode forbids a second. */
  duplicate(kind: DocumentKind, reversal: boolean, plant: string, references: readonly string[]): Refused | undefined {
    if (this.settings.dedupe !== 'external-reference') return undefined
    for (const reference of references) {
      const live = this.books.ledger.liveByReference(kind, reversal, plant, reference)
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
  period(plantId: string, postingDate: string): Refused | undefined {
    if (!this.settings.enforce['posting_period']) return undefined
    const company = this.master.plants.get(plantId)?.company ?? ''
    const judged = this.books.calendar.judge(company, postingDate)
    if (judged.open === true) return undefined
    if (judged.open === undefined)
      return refused('NO_PERIOD', `Company ${company} has no posting period that contains ${postingDate}.`, { company, postingDate })
    const policy = this.settings.policies['closed_period']
    const next = policy === 'first-open-period' ? judged.nextOpenDate : undefined
    const advice = next === undefined ? 'it belongs to people' : `the next open day is ${next}; keep the business date as documentDate`
    return refused('PERIOD_CLOSED', `${postingDate} lies in a closed posting period of company ${company}; ${advice}.`, {
      company,
      postingDate,
      policy,
      ...(next !== undefined && { nextOpenDate: next }),
    })
  }

  /** Why a step cannot be confirmed that much more. */
  quantity(order: OrderState, step: StepState, good: Quantity): Refused | undefined {
    const { enforce } = this.settings
    if (!enforce['over_confirmation'] && !enforce['operation_predecessor']) return undefined
    const after = addQuantities(step.yield, good)
    const where = { order: order.master.id, operation: step.master.id, confirmed: Number(step.yield) }
    if (enforce['over_confirmation']) {
      const limit = multiplyQuantities(order.master.quantity, addQuantities('1', order.master.overTolerance))
      if (compareQuantities(after, limit) > 0)
        return refused(
          'OVER_CONFIRMATION',
          `Order ${where.order}, operation ${where.operation}: ${after} would be confirmed, at most ${limit} may be.`,
          { ...where, limit: Number(limit) },
        )
    }
    const handedOn = step.previous?.yield
    if (
      enforce['operation_predecessor'] &&
      order.master.routing === 'sequential' &&
      handedOn !== undefined &&
      compareQuantities(after, handedOn) > 0
    ) {
      const before = step.previous?.master.id ?? ''
      return refused(
        'PREDECESSOR_SHORT',
        `Order ${where.order}, operation ${where.operation}: ${after} would be confirmed, operation ${before} handed on ${handedOn}.`,
        { ...where, limit: Number(handedOn) },
      )
    }
    return undefined
  }

  /** What of a movement is not in the master data. */
  unknown(input: MovementInput, order: OrderState | undefined): Refused | undefined {
    if (!this.master.plants.has(input.plant))
      return refused('UNKNOWN_PLANT', `There is no plant ${input.plant}; there is ${[...this.master.plants.keys()].join(', ')}.`, {
        plant: input.plant,
      })
    if (!this.master.items.has(input.item)) return unknownItem(input.item)
    if (!this.master.knowsLocation(input.plant, input.location)) return unknownLocation(input.plant, input.location)
    if (input.order === undefined) return undefined
    if (!order) return this.#elsewhere(input.order, input.plant)
    return input.operation === undefined || order.steps.has(input.operation) ? undefined : unknownStep(order, input.operation)
  }

  /** Why an item cannot be moved in this lot; `lot` is empty for none. */
  lot(plant: string, item: Item, lot: string, out: boolean): Refused | undefined {
    const details = { item: item.id, lot }
    if (!item.lotManaged)
      return lot === '' ? undefined : refused('NOT_LOT_MANAGED', `Item ${item.id} is not kept in lots; lot ${lot} was named.`, details)
    if (lot === '') return refused('LOT_REQUIRED', `Item ${item.id} is kept in lots; name the lot.`, { item: item.id })
    if (!out || this.books.lots.knows(plant, item.id, lot)) return undefined
    return refused('UNKNOWN_LOT', `Plant ${plant} has no lot ${lot} of item ${item.id}: it was never received.`, { ...details, plant })
  }

  #elsewhere(number: string, plant: string): Refused {
    const found = this.books.orders.find(number, undefined)
    if ('refused' in found && found.refused === 'UNKNOWN_ORDER') return found
    const plants = this.books.orders.all.filter(({ master }) => master.id === number).map(({ master }) => master.plant)
    const belongs = `Order ${number} belongs to plant ${plants.join(' and to plant ')}`
    return refused('PLANT_MISMATCH', `${belongs}, not ${plant}.`, { order: number, plant })
  }
}

export function unknownStep({ master, steps }: OrderState, step: string): Refused {
  const known = [...steps.keys()].join(', ')
  return refused('UNKNOWN_OPERATION', `Order ${master.id} has no operation ${step}; it has ${known}.`, {
    order: master.id,
    operation: step,
  })
}

export function unknownItem(item: string): Refused {
  return refused('UNKNOWN_ITEM', `There is no item ${item}.`, { item })
}

export function unknownDocument(kind: DocumentKind, document: string): Refused {
  return refused('UNKNOWN_DOCUMENT', `There is no ${kind === 'confirmation' ? 'confirmation' : 'goods movement'} ${document}.`, {
    document,
  })
}

export function unknownLocation(plant: string, location: string): Refused {
  return refused('UNKNOWN_LOCATION', `Plant ${plant} has no storage location ${location}.`, { plant, location })
}

export function alreadyReversed(original: LedgerDocument): Refused | undefined {
  const by = original.reversedBy?.number
  return by === undefined
    ? undefined
    : refused('ALREADY_REVERSED', `Document ${original.number} is already reversed by ${by}.`, { document: by }, by)
}

/** Why nothing can be posted to an order now. */
export function orderObstacle(order: OrderState): Refused | undefined {
  const { id } = order.master
  if (order.locked) return refused('ORDER_LOCKED', `Order ${id} is being edited by somebody else; try again after 1 s.`, { order: id })
  if (acceptsPostings(order.status)) return undefined
  const details = { order: id, status: order.status }
  if (order.status === 'closed') return refused('ORDER_CLOSED', `Order ${id} is closed; nothing is posted to it any more.`, details)
  return refused('ORDER_NOT_RELEASED', `Order ${id} is ${order.status}, not released.`, details)
}

/** A quantity in the base unit of the item, or why it cannot be posted. */
export function toBase(item: Item, sent: Measured, name: string): Quantity | Refused {
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
  if (!isZeroQuantity(base) || isZeroQuantity(sent.quantity)) return base
  return refused(
    'QUANTITY_ROUNDS_TO_ZERO',
    `The ${name} of ${sent.quantity} ${sent.unit} would be rounded to 0 ${item.baseUnit}; item ${item.id} is kept with ` +
      `${item.decimals} decimals.`,
    { item: item.id, unit: sent.unit, decimals: item.decimals },
  )
}
