import type { ConfirmationPayload } from './confirmation.js'
import type { Expectation, FactsInView, Flow, FlowWorld } from './contract.js'
import { negated, orderOf, toBase } from './payload.js'
import type { ReversalPayload } from './reversal.js'

const system = 'qms'
const name = 'scrap-to-quality'

type Payload = ConfirmationPayload | ReversalPayload

function isReversal(payload: Payload): payload is ReversalPayload {
  return 'reversal' in payload
}

/** Lives on the facts of others: their schemas say what is in them. */
const schema = { type: 'object', description: 'What another flow says of it.' }

/** Made once for the confirmation, and taken back once where that is cancelled: whoever makes it neither way has done as much. */
function expect(payload: Payload, { master }: FlowWorld, { self, original }: FactsInView): readonly Expectation[] {
  if (isReversal(payload)) return negated(original?.expect ?? [], name)
  const order = orderOf(payload, master)
  const dims = { plant: order.plant, order: order.id, routingStep: payload.operation, item: order.item }
  const identity = self.eid
  return [
    { system, what: 'count', measure: 'nonconformance', dims, count: 1, identity },
    { system, what: 'quantity', measure: 'defective', dims, quantity: toBase(master, order.item, payload.scrap), identity },
  ]
}

/** MES → QMS: scrap that an operation reported is a nonconformance, until the confirmation is cancelled. */
export const scrapToQualityFlow: Flow<Payload> = {
  words: {
    name,
    title:
      'Scrap that was confirmed is told to quality as a nonconformance, once, and taken back when the confirmation is cancelled. ' +
      'The posting in the ERP does not wait for it, nor does it wait for that.',
    one: 'scrap report',
    many: 'scrap reports',
    letter: 'J',
    verb: 'told',
    source: 'mes',
    sinks: [system],
  },
  covers: ['scrap-and-downtime', 'whole-shift'],
  types: { 'org.mfgsync.mes.confirmation.reported.v1': schema, 'org.mfgsync.mes.confirmation.reversed.v1': schema },
  needed: ['compensation-complete'],
  applies: (payload) => isReversal(payload) || payload.scrap.quantity > 0,
  expect,
  commands(payload, world, { businessKey: reference }, { original }) {
    const { plant, order, operation } = payload
    if (!isReversal(payload)) {
      const { item } = orderOf(payload, world.master)
      const { reason, ...quantity } = payload.scrap
      const input = { plant, order, operation, item, quantity, ...(reason !== undefined && { reason }), reference }
      return [{ system, operation: 'nonconformance.create', input }]
    }
    if (!original?.expect.some(({ flow }) => flow === name)) return []
    const document = world.documentOf(system, payload.confirmation, plant, 'alone')
    return document === undefined ? [] : [{ system, operation: 'nonconformance.cancel', input: { document, reference } }]
  },
  sent: (payload) =>
    isReversal(payload) ? [] : [{ measure: 'defective', quantity: String(payload.scrap.quantity), unit: payload.scrap.unit }],
}
