import { quantityToNumber } from '../../domain/quantity.js'
import type { DispatchedOrder } from './order-book.js'
import type { Mes } from './state.js'

/** An order, as the examples have it. */
export const dispatched = {
  order: '100001',
  plant: 'P1',
  item: 'FG-100',
  revision: 'A',
  quantity: 341,
  unit: 'EA',
  operations: [{ operation: '0010', workCentre: 'CUT-1' }],
}

export function orderView(mes: Mes, order: DispatchedOrder): Readonly<Record<string, unknown>> {
  const { master, unit } = order
  const { id, plant, item, quantity } = master
  const operations = master.routingSteps.map((step) => ({ operation: step.id, workCentre: step.workCentre }))
  return { order: id, plant, item, revision: mes.revisionOf(order), quantity: quantityToNumber(quantity), unit, operations }
}
