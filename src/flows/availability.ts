import { isZeroQuantity } from '../domain/quantity.js'
import type { Flow } from './contract.js'
import { toBase, type Measured } from './payload.js'
import { itemOf, locationOf, mes, ofLot, placeDims, types, type DecisionPayload, type ReceiptPayload } from './warehouse.js'

type Payload = ReceiptPayload | DecisionPayload

function isDecision(payload: Payload): payload is DecisionPayload {
  return 'decision' in payload
}

const lotOf = (payload: Payload): string => (isDecision(payload) ? payload.lot : payload.lot.lot)
const amountOf = (payload: Payload): Measured =>
  isDecision(payload) ? { quantity: payload.accepted, unit: payload.unit } : { quantity: payload.quantity, unit: payload.unit }

/** Lives on the facts of others: their schemas say what is in them. */
const schema = { type: 'object', description: 'What another flow says of it.' }

/** WMS, QMS → MES: what may be used on the shop floor: what was received, or, where it has to be inspected, what was accepted of it. */
export const availabilityFlow: Flow<Payload> = {
  words: {
    name: 'availability',
    title:
      'The shop floor is told what it may use: what was received, or, of what has to be inspected, what quality accepted, and nothing ' +
      'before that.',
    one: 'availability',
    many: 'availabilities',
    letter: 'V',
    verb: 'given',
    source: 'wms',
    sinks: [mes],
  },
  covers: ['lot-receipt', 'inventory-movement', 'whole-shift'],
  types: { [types.receipt]: schema, [types.decision]: schema },
  expect(payload, { master }) {
    const { plant, item } = payload
    if (!isDecision(payload) && itemOf(master, item).inspectionRequired === true) return []
    const quantity = toBase(master, item, amountOf(payload))
    if (isZeroQuantity(quantity)) return []
    return [{ system: mes, what: 'quantity', measure: 'available', dims: placeDims(plant, item, lotOf(payload), {}), quantity }]
  },
  gates(payload, { master }, facts) {
    const { plant, item } = payload
    if (isDecision(payload) || itemOf(master, item).inspectionRequired !== true) return []
    const decisions = ofLot<DecisionPayload>(facts, types.decision, { plant, item, lot: lotOf(payload) }).map(({ eid }) => eid)
    return [{ effect: 'available', system: mes, facts: decisions, by: 'exposed', or: 'wait', title: 'no-consumption-of-held-lot' }]
  },
  commands(payload, { master }, { businessKey: reference }) {
    const { plant, item } = payload
    if (!isDecision(payload) && itemOf(master, item).inspectionRequired === true) return []
    const quantity = amountOf(payload)
    if (quantity.quantity === 0) return []
    const lot = lotOf(payload)
    const location = isDecision(payload) ? undefined : locationOf(master, plant, payload.bin)
    const input = { plant, item, ...(lot !== '' && { lot }), quantity, ...(location !== undefined && { location }), reference }
    return [{ system: mes, operation: 'availability.report', input }]
  },
  sent: (payload) => {
    const { quantity, unit } = amountOf(payload)
    return quantity === 0 ? [] : [{ measure: 'available', quantity: String(quantity), unit, item: payload.item }]
  },
}
