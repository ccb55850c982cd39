import type { Effect, StateEffect } from '../../../domain/effect.js'
import { orderStatuses, type OrderStatus } from '../../../domain/order-status.js'
import { get, post, refusal, refused, success, type Operation, type RefusalAnswer, type Refused } from '../../operation.js'
import { plantParameter, plantRequired, unknownOrder } from '../../shared/numbered.js'
import { name, oneOf } from '../../shared/schema.js'
import { orderLocked, statusForbids } from '../answers.js'
import type { Books } from '../books.js'
import { orderObstacle } from '../obstacles.js'
import { orderChange, type OrderState } from '../order-book.js'
import { release } from '../release.js'
import type { Erp } from '../state.js'
import { order as orderView } from '../views.js'

interface OrderInput {
  readonly order: string
  readonly plant?: string
  /** Day of the plant. */
  readonly on?: string
}

/** The road of an order by people's decisions; postings move it between the stations. */
const decisions: readonly OrderStatus[] = ['created', 'released', 'technically-complete', 'closed']

const example = {
  order: '100001',
  plant: 'P1',
  item: 'FG-100',
  revision: 'A',
  quantity: { quantity: 341, unit: 'EA' },
  status: 'released',
  locked: false,
  operations: [{ operation: '0010', workCentre: 'CUT-1', receipt: false, yield: 0, scrap: 0, rework: 0, final: false }],
}
const order = { name: 'order', in: 'path', schema: name('Production order.') } as const
const tells = ({ order: number, plant }: OrderInput) => ({ dims: { order: number, ...(plant !== undefined && { plant }) } })

const query: Operation<Erp, { readonly status?: string }> = {
  id: 'order.query',
  ...get('/production-orders'),
  title: 'List production orders',
  description: 'All, or those of a status.',
  parameters: [{ name: 'status', in: 'query', schema: oneOf('Only orders of this status.', orderStatuses) }],
  success: success(200, 'The orders.', 'ProductionOrderList', { items: [example] }),
  run({ books }, { status }) {
    return { result: { items: books.orders.all.filter((each) => status === undefined || each.status === status).map(orderView) } }
  },
}

const read: Operation<Erp, OrderInput> = {
  id: 'order.read',
  ...get('/production-orders/{order}'),
  title: 'Read a production order',
  description: 'Its status, and what is confirmed.',
  parameters: [order, plantParameter],
  success: success(200, 'The order.', 'ProductionOrder', example),
  refusals: [plantRequired, unknownOrder],
  tells,
  run({ books }, input) {
    const found = books.orders.find(input.order, input.plant)
    return 'refused' in found ? found : { result: orderView(found) }
  },
}

interface Action {
  readonly id: string
  readonly wanted: OrderStatus
  readonly title: string
  readonly description: string
  readonly forbids?: RefusalAnswer
}

function action({ id, wanted, title, description, forbids }: Action): Operation<Erp, OrderInput> {
  return {
    id: `order.${id}`,
    ...post(`/production-orders/{order}/${id}`),
    dedupe: 'natural',
    title,
    description: `${description} Repeating it changes nothing and is answered alike.`,
    parameters: [order, plantParameter],
    body: {
      required: false,
      description: 'May be left out.',
      schema: id === 'release' ? 'OrderRelease' : 'OrderAction',
      examples: { empty: { summary: 'Nothing to say', value: {} } },
    },
    success: success(200, 'Done, or it was so already. The effect is in the ledger.', 'OrderStatus', { order: '100001', status: wanted }),
    refusals: [plantRequired, unknownOrder, ...(forbids ? [forbids] : []), orderLocked],
    tells,
    run(erp, input) {
      const { books } = erp
      const found = books.orders.find(input.order, input.plant)
      if ('refused' in found) return found
      const obstacle = obstacleTo(found, wanted)
      if (obstacle) return obstacle
      const effects =
        input.on !== undefined && found.status === 'created' ? releaseOn(erp, found, wanted, input.on) : decide(books, found, wanted)
      return 'refused' in effects ? effects : { result: { order: found.master.id, status: found.status }, effects }
    },
  }
}

function obstacleTo(found: OrderState, wanted: OrderStatus): ReturnType<typeof orderObstacle> {
  if (hasReached(found.status, wanted)) return undefined
  const { status, master } = found
  if (found.locked) return orderObstacle(found)
  const details = { order: master.id, status }
  if (wanted !== 'released' && status === 'created')
    return refused('ORDER_NOT_RELEASED', `Order ${master.id} is created, not released.`, details)
  if (wanted !== 'closed' || status === 'technically-complete') return undefined
  return refused('ORDER_NOT_COMPLETE', `Order ${master.id} is ${status}; complete it technically before it is closed.`, details)
}

/** Released on a day, an order takes the revision that holds then. */
function releaseOn(erp: Erp, found: OrderState, wanted: OrderStatus, on: string): readonly Effect[] | Refused {
  const released = release(erp, found, on)
  return 'refused' in released ? released : [...released, ...decide(erp.books, found, wanted)]
}

/** Walks the order to a status over every station between, so that its path is always legal. */
export function decide(books: Books, found: OrderState, wanted: OrderStatus): readonly StateEffect[] {
  const effects: StateEffect[] = []
  while (!hasReached(found.status, wanted)) {
    const next = decisions.find((status) => !hasReached(found.status, status))
    if (next === undefined) break
    effects.push(books.change(orderChange(found, 'status', next)))
  }
  return effects
}

/** True if the order is at the status or past it. */
function hasReached(status: OrderStatus, wanted: OrderStatus): boolean {
  return orderStatuses.indexOf(status) >= orderStatuses.indexOf(wanted)
}

export const orderOperations: readonly Operation<Erp, never>[] = [
  query,
  read,
  action({
    id: 'release',
    wanted: 'released',
    title: 'Release a production order',
    description:
      'Postings are accepted from then on. Released `on` a day of its plant it takes the revision that holds then, and keeps it; ' +
      'without a day it keeps the one that it was created with.',
    forbids: refusal(
      422,
      ['NO_ACTIVE_BOM'],
      'No bill of material of its item holds in its plant on that day.',
      'Order 100003 cannot be released: plant P1 has no bill of material of FG-100 that holds on 2025-03-29.',
      { order: '100003', plant: 'P1', item: 'FG-100' },
    ),
  }),
  action({
    id: 'technical-completion',
    wanted: 'technically-complete',
    title: 'Complete a production order technically',
    description: 'Work is over; late postings are still accepted.',
    forbids: statusForbids('ORDER_NOT_RELEASED'),
  }),
  action({
    id: 'closure',
    wanted: 'closed',
    title: 'Close a production order',
    description: 'Nothing is posted any more. Takes a technically complete order.',
    forbids: statusForbids('ORDER_NOT_RELEASED', 'ORDER_NOT_COMPLETE'),
  }),
]
