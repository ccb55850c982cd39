import { negateQuantity } from '../domain/quantity.js'
import type { CommandWorld, Expectation, FactInView, FactsInView, Flow, FlowWorld } from './contract.js'
import { exact, postingOf, toBase } from './payload.js'
import {
  aboutLot,
  common,
  erp,
  locationNow,
  locationOf,
  loggedSchema,
  payloadOf,
  placeDims,
  types,
  type LoggedPayload,
  type MovementPayload,
} from './warehouse.js'

type Payload = MovementPayload | LoggedPayload

const text = (description: string): { type: 'string'; description: string } => ({ type: 'string', description })
const schema = payloadOf('Goods that went from one bin to another.', {
  number: text('Business key.'),
  plant: common.plant,
  item: common.item,
  lot: common.lot,
  fromBin: text('Bin that they left.'),
  toBin: text('Bin that they went to.'),
  quantity: common.quantity,
  unit: common.unit,
  stockType: text('Stock type.'),
  'order?': text('Production order that they were picked for.'),
  occurredAt: common.occurredAt,
})

const moved: Readonly<Record<string, string>> = { 'put-away': types.putAway, pick: types.pick, transfer: types.transfer }

function isLogged(payload: Payload): payload is LoggedPayload {
  return 'causeDocument' in payload
}

function movementOf(payload: Payload, facts: FactsInView): MovementPayload {
  if (!isLogged(payload)) return payload
  const { plant, causeDocument, cause } = payload
  const found: FactInView | undefined = facts
    .ofType(moved[cause] ?? '')
    .find((fact) => fact.businessKey === causeDocument && fact.plant === plant)
  if (!found) throw new Error(`The change log repeats ${causeDocument} of plant ${plant}, which nothing reports.`)
  return found.payload as unknown as MovementPayload
}

function expect(payload: Payload, { master }: FlowWorld, facts: FactsInView): readonly Expectation[] {
  const { plant, item, lot, fromBin, toBin, stockType, quantity, unit } = movementOf(payload, facts)
  const [from, to] = [locationOf(master, plant, fromBin), locationOf(master, plant, toBin)]
  if (from === undefined || to === undefined || from === to) return []
  const amount = toBase(master, item, { quantity, unit })
  const leg = (location: string, signed: string): Expectation => ({
    system: erp,
    what: 'quantity',
    measure: 'transfer',
    dims: placeDims(plant, item, lot, { location, stockType }),
    quantity: signed,
  })
  return [leg(from, negateQuantity(amount)), leg(to, amount)]
}

function commands(payload: Payload, world: CommandWorld, fact: Parameters<typeof postingOf>[2], facts: FactsInView) {
  const { plant, item, lot, fromBin, toBin, stockType, quantity, unit } = movementOf(payload, facts)
  const [from, to] = [locationNow(world, plant, fromBin), locationNow(world, plant, toBin)]
  if (from === undefined || to === undefined || from === to) return []
  const businessKey = isLogged(payload) ? payload.causeDocument : fact.businessKey
  const input = {
    type: 'transfer',
    plant,
    item,
    ...(lot !== '' && { lot }),
    location: from,
    stockType,
    to: { location: to },
    quantity: { quantity, unit },
    ...postingOf(world, erp, { ...fact, businessKey }),
  }
  return [{ system: erp, operation: 'movement.create', input }]
}

/** WMS → ERP: goods that went from one storage location to another. Within one there is nothing to do, and a pick is no issue. */
export const movementFlow: Flow<Payload> = {
  words: {
    name: 'movement',
    title:
      'Goods that were put away, picked or moved from one storage location to another are moved in the ERP, once each; within one ' +
      'location nothing is owed.',
    one: 'movement',
    many: 'movements',
    letter: 'T',
    verb: 'completed',
    source: 'wms',
    sinks: [erp],
  },
  covers: ['inventory-movement', 'whole-shift'],
  prefix: 'WT',
  prefixes: { [types.putAway]: 'WA', [types.pick]: 'WP', [types.logged]: 'WL' },
  types: { [types.transfer]: schema, [types.putAway]: schema, [types.pick]: schema, [types.logged]: loggedSchema },
  applies: (payload) => !isLogged(payload) || moved[payload.cause] !== undefined,
  about: (payload) => {
    const { plant, entity, dims } = aboutLot(payload.plant, payload.item, payload.lot)
    return { plant, entity, dims: isLogged(payload) || payload.order === undefined ? dims : { ...dims, order: payload.order } }
  },
  expect,
  commands,
  sent: (payload) => (isLogged(payload) ? [] : [{ measure: 'transfer', ...exact(payload), item: payload.item }]),
}
