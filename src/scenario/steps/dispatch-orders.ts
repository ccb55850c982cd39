import type { Landscape } from '../../data/sets.js'
import type { ProductionOrder } from '../../domain/master.js'
import { parseQuantity } from '../../domain/quantity.js'
import type { FactDraft, Finisher, PlanBuilder } from '../builder.js'
import { choice, formatted, settings as settingsOf, whole } from '../schema-parts.js'
import { parseShare } from '../values.js'
import type { StepKind } from './contract.js'
import { confirmations, orders, type OrderDraft } from './orders.js'

/** What the facts report of each order, by its routing steps. */
function reportedQuantities(
  build: PlanBuilder,
  counts: (fact: FactDraft) => boolean = () => true,
): ReadonlyMap<OrderDraft, ReadonlyMap<string, number>> {
  const sums = new Map(build.story(orders).map((order) => [order, new Map<string, number>()]))
  for (const { order, reported, fact } of build.story(confirmations)) {
    if (!counts(fact)) continue
    const { routingStep, yield: good, scrap, rework } = reported
    const ofOrder = sums.get(order)
    ofOrder?.set(routingStep, (ofOrder.get(routingStep) ?? 0) + good + scrap + rework)
  }
  return sums
}

function productionOrder(draft: OrderDraft, reported: number, { openingRevision, finishedAt }: Landscape): ProductionOrder {
  return {
    id: draft.id,
    plant: draft.plant,
    item: draft.product,
    quantity: (draft.planned = draft.quantity ?? String(Math.max(1, reported))),
    revision: openingRevision,
    status: draft.status,
    routing: draft.routing,
    routingSteps: draft.routingSteps,
    overTolerance: draft.overTolerance,
    receiptLocation: finishedAt(draft.plant),
    ...(draft.undispatched && { undispatched: true }),
  }
}

/** The orders get their quantities once all facts are known; facts that contradict them are a mistake, told of the first. */
const finishOrders: Finisher = (build, problem) => {
  let contradicted = false
  const sums = reportedQuantities(build)
  const cancelled = new Set(build.facts.map(({ reverses }) => reverses))
  const left = reportedQuantities(build, (fact) => !cancelled.has(fact))
  const finished = build.story(orders).map((order) => {
    // The most of its routing steps: what an order without a quantity of its own is for.
    const reported = Math.max(0, ...(sums.get(order)?.values() ?? []))
    const stays = Math.max(0, ...(left.get(order)?.values() ?? []))
    const limit = order.quantity === undefined ? undefined : Math.floor(Number(order.quantity) * (1 + Number(order.overTolerance)))
    if (limit !== undefined && stays > limit && !contradicted) {
      contradicted = true
      problem(
        ['phases', 'set-up'],
        `an operation of order ${order.id} reports ${stays}, and at most ${limit} fit (${order.quantity} plus tolerance)`,
        'raise "quantity" of "dispatch-orders", or leave it out: it then fits the facts',
      )
    }
    return productionOrder(order, reported, build.landscape)
  })
  return { orders: finished }
}

/** Production orders that ERP and MES know from the start. */
export const dispatchOrders: StepKind = {
  verb: 'dispatch-orders',
  title: 'Production orders are released in the ERP and dispatched to the MES.',
  phases: ['set-up'],
  schema: settingsOf(
    {
      count: whole('How many orders.', 1, 100_000),
      plant: formatted('identifier', 'Plant of all of them; default: the plants take turns.'),
      product: whole('Position of the finished good; default: drawn by the seed.', 1, 1_000),
      quantity: whole('Order quantity; default: what the facts of the order add up to.', 1, 1_000_000_000),
      'over-tolerance': formatted('share', 'How far the order may be confirmed beyond its quantity.', '10 %'),
      routing: choice('Whether an operation may report only what the one before handed on.', ['sequential', 'parallel'], 'sequential'),
      status: choice(
        'Status to begin with. Postings to a created order are refused until it is released.',
        ['released', 'created'],
        'released',
      ),
    },
    ['count'],
  ),
  apply(settings, { build, problem }) {
    const { landscape } = build
    const { identifiers } = landscape
    const { count, plant, product, quantity, routing, status } = settings
    // There are orders all the same, so that steps about them are not told that there are none.
    const known = typeof plant !== 'string' || landscape.plants.some((candidate) => candidate.id === plant)
    if (!known) problem(['plant'], `there is no plant "${plant}"`, `known are ${landscape.plants.map(({ id }) => id).join(', ')}`)
    if (typeof product === 'number' && product > landscape.products.length)
      problem(['product'], `there is no finished good number ${product}`, `there are ${landscape.products.length}`)
    const random = build.stream('dispatch-orders')
    const dispatched = build.story(orders)
    build.finish(finishOrders)
    for (let index = 0; index < Number(count); index++) {
      const item =
        (typeof product === 'number' ? (landscape.products[product - 1] ?? landscape.products[0]) : random.pick(landscape.products)) ?? ''
      const at = typeof plant === 'string' && known ? plant : (landscape.plants[index % landscape.plants.length]?.id ?? '')
      const before = identifiers.perPlant ? dispatched.filter((order) => order.plant === at) : dispatched
      dispatched.push({
        id: identifiers.order(before.length),
        plant: at,
        product: item,
        quantity: parseQuantity(quantity),
        overTolerance: String(parseShare(settings['over-tolerance']) ?? 0),
        routing: routing === 'parallel' ? 'parallel' : 'sequential',
        routingSteps: landscape.routings[item] ?? [],
        status: status === 'created' ? 'created' : 'released',
      })
    }
  },
}
