import type { Item } from '../../domain/master.js'
import { acceptsPostings } from '../../domain/order-status.js'
import { refused, type Refused } from '../operation.js'
import type { OrderState } from './order-book.js'
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
