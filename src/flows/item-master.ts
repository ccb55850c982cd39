import { coreValue, itemEntity, unitsValue } from '../domain/engineering.js'
import { parseQuantity } from '../domain/quantity.js'
import type { ItemKind } from '../domain/master.js'
import type { Expectation, Flow } from './contract.js'
import { erp, flag, itemType, listOf, mes, number, record, text, whole } from './engineering.js'

const wms = 'wms'

/** Payload of `org.mfgsync.plm.item.released.v1`. */
export interface ItemPayload {
  readonly item: string
  readonly version: number
  readonly description: string
  readonly kind: ItemKind
  readonly baseUnit: string
  readonly decimals: number
  readonly conversions: readonly { readonly unit: string; readonly numerator: number; readonly denominator: number }[]
  readonly lotManaged: boolean
  readonly serialManaged: boolean
  readonly inspectionRequired: boolean
  readonly attributes: Readonly<Record<string, unknown>>
}

const schema = record('An item that engineering has released, whole.', {
  item: text('Item.'),
  version: whole('Version of the item.'),
  description: text('What it is.'),
  kind: text('`finished`, `assembly`, `phantom`, `purchased`, `drawing`.'),
  baseUnit: text('Unit that it is kept in.'),
  decimals: whole('Decimal places that are kept of a quantity.'),
  conversions: listOf(
    '1 unit = numerator / denominator base units, for this item.',
    record('A conversion.', { unit: text('Unit.'), numerator: number('Numerator.'), denominator: number('Denominator.') }),
  ),
  lotManaged: flag('Kept in lots.'),
  serialManaged: flag('Kept by serial number.'),
  inspectionRequired: flag('Inspected when it is received.'),
  attributes: { type: 'object', description: 'Whatever else is known of it.' },
})

function expect({ item, version, decimals, conversions, ...core }: ItemPayload): readonly Expectation[] {
  const units = unitsValue(
    conversions.map(({ unit, numerator, denominator }) => ({
      unit,
      numerator: parseQuantity(numerator) ?? '0',
      denominator: parseQuantity(denominator) ?? '1',
    })),
  )
  return [erp, mes, wms].flatMap((system): readonly Expectation[] => {
    const state = { system, what: 'state', entity: itemEntity(item), dims: { item }, version } as const
    // A warehouse counts what it moves, and keeps no decimals of its own.
    const kept = system === wms ? core : { ...core, decimals }
    return [
      { ...state, group: 'core', after: coreValue(kept) },
      { ...state, group: 'units', after: units },
    ]
  })
}

/** PLM → ERP, MES and, where there is one, the WMS: an item that was released is known there, whole. */
export const itemMasterFlow: Flow<ItemPayload> = {
  words: {
    name: 'item-master',
    title: 'An item that engineering releases is known, whole, to every system that works with it; a newer version takes the place of it.',
    one: 'item',
    many: 'items',
    letter: 'I',
    verb: 'released',
    source: 'plm',
    sinks: [erp, mes],
  },
  covers: ['item-master', 'bom-release', 'whole-shift'],
  prefix: 'PI',
  types: { [itemType]: schema },
  sequence: { words: 'the item', key: ({ item }) => item },
  about: ({ item }) => ({ plant: '', entity: itemEntity(item), dims: { item } }),
  expect,
  commands({ attributes, ...item }, _world, { businessKey: reference }) {
    return [erp, mes, wms].map((system) => ({ system, operation: 'item.put', input: { ...item, attributes, reference } }))
  },
}
