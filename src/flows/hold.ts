import { lotDims, lotEntity, restrictionValue } from '../domain/lots.js'
import type { Flow } from './contract.js'
import { aboutLot, common, erp, mes, payloadOf, types, wms } from './warehouse.js'

/** Payload of `org.mfgsync.qms.lot.held.v1`, and of the end of a hold, which says what it lifts. */
export interface HoldPayload {
  readonly hold: string
  readonly plant: string
  readonly item: string
  readonly lot: string
  readonly sequence: number
  readonly since: string
  readonly reason: string
  readonly scope: 'lot'
  /** The hold that ends. */
  readonly lifts?: string
  readonly occurredAt: string
}

const text = (description: string): { type: 'string'; description: string } => ({ type: 'string', description })
const held = {
  hold: text('Business key.'),
  plant: common.plant,
  item: common.item,
  lot: common.lot,
  sequence: common.sequence,
  since: { type: 'string', format: 'date-time', description: 'What was used before that is not affected.' },
  reason: text('Why.'),
  scope: { enum: ['lot'], description: 'All of the lot, wherever it lies.' },
  occurredAt: common.occurredAt,
} as const

const sinks = [erp, mes, wms] as const

/** QMS → ERP, MES, WMS: a lot is on hold, or no longer. No quantity moves. */
export const holdFlow: Flow<HoldPayload> = {
  words: {
    name: 'hold',
    title: 'A lot that quality puts on hold, or takes off it, is so in the ERP, on the shop floor and in the warehouse. No quantity moves.',
    one: 'hold',
    many: 'holds',
    letter: 'H',
    verb: 'set',
    source: 'qms',
    sinks,
  },
  covers: ['lot-receipt', 'whole-shift'],
  prefix: 'QH',
  prefixes: { [types.released]: 'QR' },
  types: {
    [types.held]: payloadOf('A lot that is on hold from now on.', held),
    [types.released]: payloadOf('A lot that is on hold no longer.', { ...held, lifts: text('The hold that ends.') }),
  },
  sequence: { words: 'plant, item and lot', key: ({ plant, item, lot }) => `${plant}/${item}/${lot}` },
  about: ({ plant, item, lot }) => aboutLot(plant, item, lot),
  expect({ lifts, ...key }) {
    const state = { entity: lotEntity(key), dims: lotDims(key), group: 'restriction', after: restrictionValue(lifts === undefined) }
    return sinks.map((system) => ({ system, what: 'state', ...state }))
  },
  commands({ plant, item, lot, since, reason, lifts }, _world, { businessKey: reference }) {
    const isHeld = lifts === undefined
    const named = { plant, item, lot, reference }
    const restriction = { restriction: restrictionValue(isHeld), ...(isHeld && { since, reason }) }
    const hold = { ...named, held: isHeld, ...(isHeld && { since, reason }) }
    return [
      { system: erp, operation: 'lot.put', input: { ...named, ...restriction } },
      { system: mes, operation: 'lot-hold.set', input: hold },
      { system: wms, operation: 'lot-hold.set', input: hold },
    ]
  },
}
