import { orderValue } from '../domain/dispatched-order.js'
import { entityId } from '../domain/effect.js'
import type { Gate } from '../domain/fact.js'
import type { FactsInView, Flow } from './contract.js'
import { completeType, erp, mes } from './engineering.js'
import { recordSchema, toBase } from './payload.js'

/** Payload of `org.mfgsync.erp.production-order.released.v1`. */
export interface OrderReleasePayload {
  readonly release: string
  readonly plant: string
  readonly order: string
  readonly item: string
  /** That it is made by: taken at its release, and kept. */
  readonly revision: string
  readonly quantity: number
  readonly unit: string
  /** In the words of the ERP. */
  readonly status: string
  readonly occurredAt: string
}

const text = (description: string) => ({ type: 'string', description })

const schema = recordSchema('A production order was released: from now on it may be made.', {
  release: text('Business key.'),
  plant: text('Plant.'),
  order: text('Production order.'),
  item: text('Item that it makes.'),
  revision: text('Revision that it is made by.'),
  quantity: { type: 'number', description: 'Order quantity.' },
  unit: text('Unit.'),
  status: text('Status of the order, in the words of the ERP.'),
  occurredAt: { type: 'string', format: 'date-time', description: 'When it was released.' },
})

/** An order cannot be made by a revision that the shop floor does not have yet. */
function gatesOf({ item, revision }: OrderReleasePayload, facts: FactsInView): readonly Gate[] {
  const making = facts
    .ofType(completeType)
    .filter(({ payload, must }) => payload['item'] === item && payload['revision'] === revision && must === 'POST')
  const last = making.at(-1)
  return last ? [{ effect: 'all', facts: [last.eid], by: 'applied', in: mes, or: 'wait' }] : []
}

/** ERP → MES: an order that was released comes to the shop floor, with what it makes, how much of it and by which revision. */
export const orderDispatchFlow: Flow<OrderReleasePayload> = {
  words: {
    name: 'order-dispatch',
    title:
      'Production orders that the ERP releases are dispatched to the MES, with item, quantity and the revision that they were released ' +
      'with. The status words of the two systems are not the same: a table says which is which.',
    one: 'release of an order',
    many: 'releases of orders',
    letter: 'E',
    verb: 'released',
    source: erp,
    sinks: [mes],
  },
  covers: ['order-dispatch', 'whole-shift'],
  prefix: 'EO',
  types: { 'org.mfgsync.erp.production-order.released.v1': schema },
  about: ({ plant, order }) => ({ plant, entity: entityId('order', plant, order), dims: { plant, order } }),
  expect({ plant, order, item, revision, quantity, unit, status }, { master }) {
    const dims = { plant, order }
    const state = { system: mes, what: 'state', entity: entityId('order', plant, order), dims } as const
    const [row] = (master.statusMap ?? []).filter((each) => each.from === erp && each.to === mes && each.status === status)
    const baseUnit = master.items.find(({ id }) => id === item)?.baseUnit ?? unit
    return [
      { ...state, group: 'content', after: orderValue(item, toBase(master, item, { quantity, unit }), baseUnit) },
      { ...state, group: 'revision', after: revision },
      ...(row?.becomes === undefined ? [] : [{ ...state, group: 'status', after: row.becomes }]),
    ]
  },
  gates: (payload, _world, facts) => gatesOf(payload, facts),
  commands({ plant, order, item, revision, quantity, unit }, _world, { businessKey: reference }) {
    return [{ system: mes, operation: 'order.dispatch', input: { order, plant, item, revision, quantity: { quantity, unit }, reference } }]
  },
}
