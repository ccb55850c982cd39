import type { Item } from '../../domain/master.js'
import { acceptsPostings } from '../../domain/order-status.js'
import { addQuantities, compareQuantities, type Quantity } from '../../domain/quantity.js'
import { refused, type Refused } from '../operation.js'
import type { OrderState } from './order-book.js'
import { mostOf, type OrderedLine } from './purchase-orders.js'
import type { Erp } from './state.js'

// What stands in the way of a posting, each by itself. Nothing here changes anything.

/** Why nothing can be posted on a date at a plant. */
export function periodObstacle({ books, master, settings }: Erp, plantId: string, postingDate: string): Refused | undefined {
  if (!settings.enforce['posting_period']) return undefined
  const company = master.plants.get(plantId)?.company ?? ''
  const judged = books.calendar.judge(company, postingDate)
  if (judged.open === true) return undefined
  if (judged.open === undefined)
    return refused('NO_PERIOD', `Company ${company} has no posting period that contains ${postingDate}.`, { company, postingDate })
  const policy = settings.policies['closed_period']
  const next = policy === 'first-open-period' ? judged.nextOpenDate : undefined
  const advice = next === undefined ? 'it belongs to people' : `the next open day is ${next}; keep the business date as documentDate`
  const why = refused('PERIOD_CLOSED', `${postingDate} lies in a closed posting period of company ${company}; ${advice}.`, {
    company,
    postingDate,
    policy,
    ...(next !== undefined && { nextOpenDate: next }),
  })
  return next === undefined ? why : { ...why, instead: { postingDate: next, documentDate: postingDate } }
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

/** Why an item cannot be moved in this lot (empty for none): out of stock, or into it. */
export function lotObstacle({ books, settings }: Erp, plant: string, item: Item, lot: string, out: boolean): Refused | undefined {
  // Where nothing is said of it, it is enforced: older plans do not know that it can be left out.
  if (settings.enforce['lots'] === false) return undefined
  const details = { item: item.id, lot }
  if (!item.lotManaged)
    return lot === '' ? undefined : refused('NOT_LOT_MANAGED', `Item ${item.id} is not kept in lots; lot ${lot} was named.`, details)
  if (lot === '') return refused('LOT_REQUIRED', `Item ${item.id} is kept in lots; name the lot.`, { item: item.id })
  if (!out || books.lots.knows(plant, item.id, lot)) return undefined
  return refused('UNKNOWN_LOT', `Plant ${plant} has no lot ${lot} of item ${item.id}: it was never received.`, { ...details, plant })
}

/** Why nothing can be taken of a lot: it is on hold, where that is enforced. */
export function holdObstacle({ books, settings }: Erp, plant: string, item: string, lot: string): Refused | undefined {
  if (settings.enforce['lot_restriction'] !== true || books.lots.of({ plant, item, lot })?.held !== true) return undefined
  return refused('LOT_RESTRICTED', `Lot ${lot} of item ${item} in plant ${plant} is on hold.`, { plant, item, lot })
}

/** The line of a purchase order that a receipt means, or why there is none. */
export function orderedLine({ books }: Erp, receipt: Receipt): OrderedLine | Refused {
  const { purchaseOrder, purchaseOrderLine, plant, item } = receipt
  const [line, another] = books.purchaseOrders.lines(purchaseOrder, purchaseOrderLine, plant, item)
  if (line && !another) return line
  const name = purchaseOrderLine === undefined ? purchaseOrder : `${purchaseOrder}/${purchaseOrderLine}`
  const message = another
    ? `Purchase order ${purchaseOrder} has several lines of item ${item} in plant ${plant}; name the line.`
    : `There is no purchase order ${name} of item ${item} in plant ${plant}.`
  return refused('UNKNOWN_PURCHASE_ORDER', message, { purchaseOrder, plant, item })
}

interface Receipt {
  readonly purchaseOrder: string
  readonly purchaseOrderLine?: string
  readonly plant: string
  readonly item: string
}

/** Why no more can be received of a line: what was ordered is there, where that is enforced. */
export function deliveryObstacle({ settings }: Erp, line: OrderedLine, quantity: Quantity): Refused | undefined {
  if (settings.enforce['over_delivery'] !== true) return undefined
  const [most, after] = [mostOf(line), addQuantities(line.received, quantity)]
  if (compareQuantities(after, most) <= 0) return undefined
  const { purchaseOrder, line: number } = line.master
  return refused('OVER_DELIVERY', `Purchase order ${purchaseOrder}/${number} takes ${most} at most; this would make it ${after}.`, {
    purchaseOrder,
    limit: Number(most),
    received: Number(line.received),
  })
}

/** Why a component cannot be issued to a routing step. What the bill of material does not name at all (a substitute) may go to any. */
export function assignmentObstacle({ master, settings }: Erp, state: OrderState, step: string, item: string): Refused | undefined {
  if (settings.enforce['component_assignment'] !== true) return undefined
  const { master: order } = state
  const steps = master.stepsUsing(state, item)
  if (steps.length === 0 || steps.includes(step)) return undefined
  return refused(
    'COMPONENT_NOT_ASSIGNED',
    `Component ${item} of order ${order.id} is assigned to operation ${steps.join(', ')}, not to ${step}.`,
    { order: order.id, operation: step, item },
  )
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

export function unknownLocation(plant: string, location: string): Refused {
  return refused('UNKNOWN_LOCATION', `Plant ${plant} has no storage location ${location}.`, { plant, location })
}
