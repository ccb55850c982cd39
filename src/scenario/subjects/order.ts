import { entityId } from '../../domain/effect.js'
import type { ProductionOrder } from '../../domain/master.js'
import { object, positions } from '../schema-parts.js'
import type { Subject } from './contract.js'

const entityOf = ({ plant, id }: ProductionOrder): string => entityId('order', plant, id)

/** Production orders: some that have facts, drawn by the seed, or certain ones. */
export const order: Subject = {
  name: 'order',
  on: object('The orders that it is about.', {
    orders: {
      oneOf: [{ type: 'integer', minimum: 1, maximum: 100_000 }, positions()],
      default: 1,
      description: 'How many, drawn by the seed; or a list of their positions from 1.',
    },
  }),
  choose(on, { fault, path, field, random, isTaken }) {
    const { orders } = field.master
    const wanted = on['orders'] ?? 1
    const busy = new Set(field.choosable.filter((fact) => fact.must === 'POST').map((fact) => fact.entity))
    const chosen = Array.isArray(wanted)
      ? wanted.flatMap((position: unknown, index) => {
          const at = orders[Number(position) - 1]
          if (!at)
            field.problem([...path, 'on', 'orders', index], `there is no order number ${String(position)}: ${orders.length} are dispatched`)
          return at ? [at] : []
        })
      : random.shuffle(orders.filter((each) => busy.has(entityOf(each)) && !isTaken(entityOf(each)))).slice(0, Number(wanted))
    if (!Array.isArray(wanted) && chosen.length < Number(wanted)) {
      field.problem(
        [...path, 'on', 'orders'],
        `"${fault}" needs ${String(wanted)} orders with facts, and there are ${chosen.length}`,
        'dispatch more orders, or ask for fewer',
      )
    }
    return chosen.map((each) => ({ settings: { plant: each.plant, order: each.id }, entity: entityOf(each) }))
  },
}
