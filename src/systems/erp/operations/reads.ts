import { postingZoneOf } from '../../../domain/posting-zone.js'
import { get, refusal, refused, success, type Operation, type Parameter } from '../../operation.js'
import { name, oneOf, text } from '../../shared/schema.js'
import { unknownItem } from '../obstacles.js'
import { stockTypes } from '../schemas.js'
import type { Erp } from '../state.js'
import * as views from '../views.js'

const plant: Parameter = { name: 'plant', in: 'query', schema: name('Plant.') }
const glue = {
  item: 'C2',
  description: 'Adhesive',
  baseUnit: 'KG',
  decimals: 3,
  lotManaged: false,
  inspectionRequired: false,
  conversions: [{ unit: 'G', numerator: 1, denominator: 1000 }],
}
const gearbox = {
  item: 'FG-100',
  description: 'Gearbox',
  baseUnit: 'EA',
  decimals: 0,
  lotManaged: false,
  inspectionRequired: false,
  conversions: [],
}

const places = ['plant', 'item', 'location', 'lot', 'stockType'] as const

const stockQuery: Operation<Erp, { readonly [Place in (typeof places)[number]]?: string }> = {
  ...get('/stock'),
  id: 'stock.query',
  title: 'Stock balances',
  description: 'Every parameter narrows it.',
  parameters: [
    plant,
    { name: 'item', in: 'query', schema: name('Item.') },
    { name: 'location', in: 'query', schema: name('Storage location.') },
    { name: 'lot', in: 'query', schema: text('Lot; empty for stock without a lot.', { maxLength: 200 }) },
    { name: 'stockType', in: 'query', schema: oneOf('Stock type.', stockTypes) },
  ],
  success: success(200, 'The balances.', 'StockList', {
    items: [{ plant: 'P1', item: 'C2', location: 'PROD', lot: '', stockType: 'unrestricted', quantity: { quantity: 998.5, unit: 'KG' } }],
  }),
  run({ ledger, master }, input) {
    const found = [...ledger.balances()].filter((balance) =>
      places.every((place) => input[place] === undefined || balance[place] === input[place]),
    )
    return { result: { items: found.map((balance) => views.balance(balance, master.items.get(balance.item)?.baseUnit ?? '')) } }
  },
}

const itemQuery: Operation<Erp> = {
  ...get('/items'),
  id: 'item.query',
  title: 'List items',
  description: 'All items.',
  success: success(200, 'The items.', 'ItemList', { items: [glue] }),
  run: ({ master }) => ({ result: { items: [...master.items.values()].map(views.item) } }),
}

const itemRead: Operation<Erp, { readonly item: string }> = {
  ...get('/items/{item}'),
  id: 'item.read',
  title: 'Read an item',
  description: 'Units and decimals.',
  parameters: [{ name: 'item', in: 'path', schema: name('Item.') }],
  success: success(200, 'The item.', 'Item', gearbox),
  refusals: [refusal(404, ['UNKNOWN_ITEM'], 'There is no such item.', 'There is no item X-1.', { item: 'X-1' })],
  run({ master }, { item }) {
    const found = master.items.get(item)
    return found ? { result: views.item(found) } : unknownItem(item)
  },
}

const noBom = refusal(
  404,
  ['UNKNOWN_BOM', 'UNKNOWN_ITEM'],
  'There is no such item, or it has no bill of material there.',
  'Item C1 has no bill of material.',
  { item: 'C1' },
)

const bomRead: Operation<Erp, { readonly item: string; readonly plant?: string }> = {
  ...get('/boms/{item}'),
  id: 'bom.read',
  title: 'Read the bills of material of an item',
  description: 'In every plant and revision, or in one plant.',
  parameters: [{ name: 'item', in: 'path', schema: name('Item that is made.') }, plant],
  success: success(200, 'The bills of material.', 'BomList', {
    items: [
      {
        item: 'FG-100',
        plant: 'P1',
        revision: 'A',
        lines: [{ item: 'C1', rate: { quantity: 2, unit: 'EA' }, issue: 'backflush', operation: '0010', location: 'PROD' }],
      },
    ],
  }),
  refusals: [noBom],
  run({ master }, { item, plant: at }) {
    if (!master.items.has(item)) return unknownItem(item)
    const boms = master.bomsOf(item, at)
    if (boms.length > 0) return { result: { items: boms.map(views.bom) } }
    return refused('UNKNOWN_BOM', `Item ${item} has no bill of material${at === undefined ? '' : ` in plant ${at}`}.`, {
      item,
      ...(at !== undefined && { plant: at }),
    })
  },
}

const periodQuery: Operation<Erp, { readonly company?: string }> = {
  ...get('/posting-periods'),
  id: 'period.query',
  title: 'Posting periods',
  description: 'Of every company, or of one.',
  parameters: [{ name: 'company', in: 'query', schema: name('Company.') }],
  success: success(200, 'The periods.', 'PostingPeriodList', {
    items: [{ company: 'C1', from: '2026-03-01', to: '2026-03-31', open: true }],
  }),
  run({ books }, { company }) {
    const found = books.calendar.periods().filter((period) => company === undefined || period.company === company)
    return { result: { items: found.map(({ company: of, from, to, open }) => ({ company: of, from, to, open })) } }
  },
}

const plantQuery: Operation<Erp> = {
  ...get('/plants'),
  id: 'plant.query',
  title: 'List plants',
  description: 'All plants, with the time zone in which what happens there is dated: it may be that of the company, or UTC.',
  success: success(200, 'The plants.', 'PlantList', {
    items: [{ plant: 'P1', company: 'C1', timeZone: 'Europe/Berlin', postingTimeZone: 'Europe/Berlin' }],
  }),
  run({ master: { master }, settings }) {
    const items = master.plants.map(({ id, company, timeZone }) => ({
      plant: id,
      company,
      timeZone,
      postingTimeZone: postingZoneOf(master, settings.policies, id) ?? timeZone,
    }))
    return { result: { items } }
  },
}

export const readOperations: readonly Operation<Erp, never>[] = [plantQuery, stockQuery, itemQuery, itemRead, bomRead, periodQuery]
