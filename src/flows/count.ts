import { isZeroQuantity, quantityToNumber } from '../domain/quantity.js'
import type { CommandWorld, Expectation, FactsInView, Flow, FlowWorld } from './contract.js'
import { postingOf } from './payload.js'
import {
  aboutLot,
  causeOf,
  common,
  differenceOf,
  erp,
  itemOf,
  locationNow,
  locationOf,
  loggedSchema,
  payloadOf,
  placeDims,
  types,
  type CountPayload,
  type LoggedPayload,
} from './warehouse.js'

type Payload = CountPayload | LoggedPayload

const schema = payloadOf('A bin that was counted.', {
  count: { type: 'string', description: 'Business key.' },
  plant: common.plant,
  bin: { type: 'string', description: 'Bin.' },
  item: common.item,
  lot: common.lot,
  countedAt: { type: 'string', format: 'date-time', description: 'When it was counted.' },
  counted: { type: 'number', description: 'What was found.' },
  book: { type: 'number', description: 'What the warehouse thought it had at that moment.' },
  unit: common.unit,
  occurredAt: common.occurredAt,
})

function isLogged(payload: Payload): payload is LoggedPayload {
  return 'causeDocument' in payload
}

function countOf(payload: Payload, facts: FactsInView): CountPayload {
  return isLogged(payload) ? (causeOf(types.count, payload, facts).payload as unknown as CountPayload) : payload
}

function expect(payload: Payload, { master }: FlowWorld, facts: FactsInView): readonly Expectation[] {
  const counted = countOf(payload, facts)
  const { plant, item, lot, bin } = counted
  const quantity = differenceOf(master, counted)
  const location = locationOf(master, plant, bin)
  if (isZeroQuantity(quantity) || location === undefined) return []
  const dims = placeDims(plant, item, lot, { location, stockType: 'unrestricted' })
  return [{ system: erp, what: 'quantity', measure: 'adjustment', dims, quantity }]
}

function commands(payload: Payload, world: CommandWorld, fact: Parameters<typeof postingOf>[2], facts: FactsInView) {
  const counted = countOf(payload, facts)
  const { plant, item, lot, bin } = counted
  const quantity = differenceOf(world.master, counted)
  const location = locationNow(world, plant, bin)
  if (isZeroQuantity(quantity) || location === undefined) return []
  const businessKey = isLogged(payload) ? payload.causeDocument : fact.businessKey
  const input = {
    type: 'adjustment',
    plant,
    item,
    ...(lot !== '' && { lot }),
    location,
    quantity: { quantity: quantityToNumber(quantity), unit: itemOf(world.master, item).baseUnit },
    ...postingOf(world, erp, { ...fact, businessKey }),
  }
  return [{ system: erp, operation: 'movement.create', input }]
}

/** WMS → ERP: what a count found more or less than the warehouse thought it had at that moment. */
export const countFlow: Flow<Payload> = {
  words: {
    name: 'count',
    title:
      'What a count in the warehouse found more or less than it thought it had at that moment is adjusted in the ERP, once; never what ' +
      'was counted itself, nor the difference to what the ERP has.',
    one: 'count',
    many: 'counts',
    letter: 'N',
    verb: 'completed',
    source: 'wms',
    sinks: [erp],
  },
  covers: ['inventory-movement', 'whole-shift'],
  prefix: 'WQ',
  prefixes: { [types.logged]: 'WL' },
  types: { [types.count]: schema, [types.logged]: loggedSchema },
  applies: (payload) => !isLogged(payload) || payload.cause === 'count',
  about: (payload) => aboutLot(payload.plant, payload.item, payload.lot),
  expect,
  commands,
}
