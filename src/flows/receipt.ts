import type { Gate } from '../domain/fact.js'
import { attributesValue, lotDims, lotEntity } from '../domain/lots.js'
import type { CommandWorld, Expectation, FactsInView, Flow, FlowWorld } from './contract.js'
import { exact, postingOf, toBase } from './payload.js'
import {
  aboutLot,
  causeOf,
  common,
  erp,
  itemFacts,
  itemOf,
  locationNow,
  locationOf,
  loggedSchema,
  ofLot,
  payloadOf,
  placeDims,
  types,
  type DecisionPayload,
  type LoggedPayload,
  type ReceiptPayload,
} from './warehouse.js'

type Payload = ReceiptPayload | LoggedPayload

const text = (description: string): { type: 'string'; description: string } => ({ type: 'string', description })

const schema = payloadOf('Goods that were received.', {
  receipt: text('Business key.'),
  plant: common.plant,
  purchaseOrder: text('Purchase order.'),
  line: text('Its line.'),
  vendor: text('Vendor.'),
  sscc: { type: 'array', items: { type: 'string' }, description: 'Pallets.' },
  item: common.item,
  lot: payloadOf('The lot, and what is known of it.', {
    lot: text('Number; empty for an item that is not kept in lots.'),
    'supplierLot?': text('Lot as the supplier calls it.'),
    'expiry?': { type: 'string', format: 'date', description: 'Last day of use.' },
    'origin?': text('Country.'),
  }),
  quantity: common.quantity,
  unit: common.unit,
  bin: text('Bin.'),
  occurredAt: common.occurredAt,
})

function isLogged(payload: Payload): payload is LoggedPayload {
  return 'causeDocument' in payload
}

function receiptOf(payload: Payload, facts: FactsInView): ReceiptPayload {
  return isLogged(payload) ? (causeOf(types.receipt, payload, facts).payload as unknown as ReceiptPayload) : payload
}

function expect(payload: Payload, { master }: FlowWorld, facts: FactsInView): readonly Expectation[] {
  const { plant, item, lot, bin, purchaseOrder, line, ...received } = receiptOf(payload, facts)
  const { lot: number, ...attributes } = lot
  const location = locationOf(master, plant, bin) ?? ''
  const stockType = itemOf(master, item).inspectionRequired === true ? 'quality' : 'unrestricted'
  const quantity = toBase(master, item, received)
  const effects: Expectation[] = [
    { system: erp, what: 'quantity', measure: 'receipt', dims: placeDims(plant, item, number, { location, stockType }), quantity },
  ]
  if (purchaseOrder !== '') {
    const ordered = { plant, item, purchaseOrder, purchaseOrderLine: line }
    effects.push({ system: erp, what: 'quantity', measure: 'delivery', dims: ordered, quantity })
  }
  // Of a lot of which nothing is told nothing has to be written: what is known of it from before stays.
  if (number === '' || Object.values(attributes).every((told) => told === undefined || told === '')) return effects
  const key = { plant, item, lot: number }
  const state = { entity: lotEntity(key), dims: lotDims(key), group: 'attributes', after: attributesValue(attributes) }
  return [...effects, { system: erp, what: 'state', ...state }]
}

function gates(payload: Payload, { master }: FlowWorld, facts: FactsInView): readonly Gate[] {
  const { plant, item, lot } = receiptOf(payload, facts)
  const found: Gate[] = []
  const items = itemFacts(facts, master, item)
  if (items.length > 0)
    found.push({ effect: 'all', system: erp, facts: items, by: 'applied', in: erp, or: 'wait', title: 'late-dependency-converges' })
  if (itemOf(master, item).inspectionRequired !== true) return found
  const decisions = ofLot<DecisionPayload>(facts, types.decision, { plant, item, lot: lot.lot }).map(({ eid }) => eid)
  return [
    ...found,
    { effect: 'receipt', system: erp, facts: decisions, by: 'exposed', or: 'restricted', title: 'receipt-lands-restricted' },
  ]
}

function commands(payload: Payload, world: CommandWorld, fact: Parameters<typeof postingOf>[2], facts: FactsInView) {
  const { plant, item, lot, bin, quantity, unit, purchaseOrder, line } = receiptOf(payload, facts)
  const location = locationNow(world, plant, bin)
  if (location === undefined) return []
  const { lot: number, ...lotAttributes } = lot
  const inspected = itemOf(world.master, item).inspectionRequired === true
  const businessKey = isLogged(payload) ? payload.causeDocument : fact.businessKey
  const input = {
    type: 'receipt',
    plant,
    item,
    ...(number !== '' && { lot: number, lotAttributes }),
    location,
    stockType: inspected ? 'quality' : 'unrestricted',
    quantity: { quantity, unit },
    purchaseOrder,
    purchaseOrderLine: line,
    ...postingOf(world, erp, { ...fact, businessKey }),
  }
  return [{ system: erp, operation: 'movement.create', input }]
}

/** WMS → ERP: what was received, by the item's own factor, where the bin is a storage location; with what is known of its lot. */
export const receiptFlow: Flow<Payload> = {
  words: {
    name: 'receipt',
    title:
      'Goods that were received in the warehouse are received in the ERP, once each, with what is known of their lots; what has to be ' +
      'inspected into quality stock.',
    one: 'receipt',
    many: 'receipts',
    letter: 'G',
    verb: 'completed',
    source: 'wms',
    sinks: [erp],
  },
  covers: ['lot-receipt', 'inventory-movement', 'whole-shift'],
  prefix: 'WR',
  prefixes: { [types.logged]: 'WL' },
  types: { [types.receipt]: schema, [types.logged]: loggedSchema },
  applies: (payload) => !isLogged(payload) || payload.cause === 'receipt',
  about: (payload) => aboutLot(payload.plant, payload.item, isLogged(payload) ? payload.lot : payload.lot.lot),
  expect,
  gates,
  commands,
  sent: (payload) => (isLogged(payload) ? [] : [{ measure: 'receipt', ...exact(payload), item: payload.item }]),
}
