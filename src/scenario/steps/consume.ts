import { lotOf } from '../../data/landscape.js'
import type { ConsumptionDraft, OrderDraft } from '../builder.js'
import { selectedOrders, selection, spread, timing, type StepKind } from './contract.js'

/** Material that is counted out for an order and not backflushed. */
export const consume: StepKind = {
  verb: 'consume',
  title: 'The MES reports material that was taken for an order: the components that are issued explicitly, with their lots.',
  phases: ['burst', 'heal'],
  schema: {
    type: 'object',
    additionalProperties: false,
    properties: {
      orders: selection,
      quantities: {
        type: 'array',
        minItems: 1,
        maxItems: 50,
        items: { type: 'number', exclusiveMinimum: 0, maximum: 1_000_000 },
        default: [5, 25, 125],
        description: 'Quantity of each consumption of a component, in its unit.',
      },
      ...timing,
    },
  },
  apply(settings, context) {
    const { build } = context
    const quantities = (Array.isArray(settings['quantities']) ? settings['quantities'] : []).map(Number)
    const drafts: { order: OrderDraft; about: ConsumptionDraft }[] = []
    const orders = selectedOrders(settings, context)
    for (const quantity of quantities) {
      for (const order of orders) {
        for (const line of build.bomLines(order)) {
          if (line.issue !== 'explicit') continue
          const lot = build.landscape.items.find((item) => item.id === line.item)?.lotManaged === true ? lotOf(line.item, order.plant) : ''
          drafts.push({
            order,
            about: {
              flow: 'consumption',
              operation: line.operation,
              item: line.item,
              lot,
              location: line.location,
              quantity,
              unit: line.unit,
            },
          })
        }
      }
    }
    const times = spread(drafts.length, settings, context)
    drafts.forEach(({ order, about }, index) => build.fact(order, times[index] ?? 0, about))
  },
}
