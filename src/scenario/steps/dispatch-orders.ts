import { parseQuantity } from '../../domain/quantity.js'
import { parseShare } from '../values.js'
import type { StepKind } from './contract.js'

/** Production orders that ERP and MES know from the start. */
export const dispatchOrders: StepKind = {
  verb: 'dispatch-orders',
  title: 'Production orders are released in the ERP and dispatched to the MES.',
  phases: ['set-up'],
  schema: {
    type: 'object',
    additionalProperties: false,
    required: ['count'],
    properties: {
      count: { type: 'integer', minimum: 1, maximum: 100_000, description: 'How many orders.' },
      plant: { type: 'string', format: 'identifier', description: 'Plant of all of them; default: the plants take turns.' },
      product: { type: 'integer', minimum: 1, maximum: 1_000, description: 'Position of the finished good; default: drawn by the seed.' },
      quantity: {
        type: 'integer',
        minimum: 1,
        maximum: 1_000_000_000,
        description: 'Order quantity; default: what the facts of the order add up to.',
      },
      'over-tolerance': {
        type: 'string',
        format: 'share',
        default: '10 %',
        description: 'How far the order may be confirmed beyond its quantity.',
      },
      routing: {
        enum: ['sequential', 'parallel'],
        default: 'sequential',
        description: 'Whether an operation may report only what the one before handed on.',
      },
      status: {
        enum: ['released', 'created'],
        default: 'released',
        description: 'Status to begin with. Postings to a created order are refused until it is released.',
      },
    },
  },
  apply(settings, { build, problem }) {
    const { landscape } = build
    const { count, plant, product, quantity, routing, status } = settings
    if (typeof plant === 'string' && !landscape.plants.some((candidate) => candidate.id === plant)) {
      problem(['plant'], `there is no plant "${plant}"`, `known are ${landscape.plants.map(({ id }) => id).join(', ')}`)
      return
    }
    if (typeof product === 'number' && product > landscape.products.length) {
      problem(['product'], `there is no finished good number ${product}`, `"data.products" makes up ${landscape.products.length}`)
      return
    }
    const random = build.stream('dispatch-orders')
    for (let index = 0; index < Number(count); index++) {
      const item = (typeof product === 'number' ? landscape.products[product - 1] : random.pick(landscape.products)) ?? ''
      build.dispatch({
        plant: typeof plant === 'string' ? plant : (landscape.plants[index % landscape.plants.length]?.id ?? ''),
        product: item,
        quantity: parseQuantity(quantity),
        overTolerance: String(parseShare(settings['over-tolerance']) ?? 0),
        routing: routing === 'parallel' ? 'parallel' : 'sequential',
        operations: landscape.routings[item] ?? [],
        status: status === 'created' ? 'created' : 'released',
      })
    }
  },
}
