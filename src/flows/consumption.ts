import type { Expectation, Flow, FlowWorld } from './contract.js'
import { aboutOrder, exact, orderOf, orderSchema, postingOf, toBase, type Measured, type OrderPayload } from './payload.js'

const system = 'erp'

/** Payload of `org.mfgsync.mes.material.consumed.v1`. */
export interface ConsumptionPayload extends OrderPayload, Measured {
  readonly consumption: string
  readonly item: string
  /** Empty for an item that is not managed in lots. */
  readonly lot: string
  readonly location: string
}

const schema = orderSchema('Material that was taken for an order.', 'consumption', {
  item: { type: 'string', description: 'Component.' },
  lot: { type: 'string', description: 'Lot that it was taken from; empty for none.' },
  location: { type: 'string', description: 'Storage location that it was taken from.' },
  quantity: { type: 'number', description: 'Quantity.' },
  unit: { type: 'string', description: 'Unit.' },
})

function expect(payload: ConsumptionPayload, { master }: FlowWorld): readonly Expectation[] {
  const { plant, id: order } = orderOf(payload, master)
  const { operation: routingStep, item, lot, location } = payload
  const dims = { plant, order, routingStep, item, ...(lot === '' ? {} : { lot }), location, stockType: 'unrestricted' }
  return [{ system, what: 'quantity', measure: 'issue', dims, quantity: toBase(master, item, payload) }]
}

/** MES → ERP: a component that was counted out for an order is issued from stock, with its lot. */
export const consumptionFlow: Flow<ConsumptionPayload> = {
  words: {
    name: 'consumption',
    title: 'Material consumed on the shop floor, where it is not backflushed, is issued to the production order in the ERP, once each.',
    one: 'consumption',
    many: 'consumptions',
    letter: 'M',
    verb: 'reported',
    source: 'mes',
    sinks: [system],
  },
  covers: ['confirmations', 'whole-shift'],
  prefix: 'MI',
  types: { 'org.mfgsync.mes.material.consumed.v1': schema },
  sequence: { words: 'the production order; consumptions may change places with one another', key: ({ order }) => order },
  about: aboutOrder,
  expect,
  commands(payload, world, fact) {
    const { plant, order, operation, item, lot, location, quantity, unit } = payload
    const what = { type: 'issue', plant, order, operation, item, ...(lot === '' ? {} : { lot }), location, quantity: { quantity, unit } }
    return [{ system, operation: 'movement.create', input: { ...what, ...postingOf(world, system, fact) } }]
  },
  sent: (payload) => [{ measure: 'issue', ...exact(payload), item: payload.item }],
}
