import { describe, expect, it } from 'vitest'
import type { SystemInstance } from '../../../src/systems/contract.js'
import { ask, codeOf, makeSystem, warehouseMaster, type SettingsChange } from './support.js'

const ofC9 = { plant: 'P1', item: 'C9', lot: 'LOT-7' }
const receipt = { do: 'receive', ...ofC9, bin: 'DOCK-1', quantity: 32, unit: 'BOX', sscc: ['S-1'] }
const attributes = { supplierLot: 'S-77', expiry: '2027-03-31', origin: 'DE' }

function opened(change: SettingsChange = {}): SystemInstance {
  return makeSystem('wms', change, warehouseMaster)
}

function received(change: SettingsChange = {}): SystemInstance {
  const wms = opened(change)
  wms.step({ ...receipt, ...attributes }, 0)
  return wms
}

function stock(wms: SystemInstance, query = 'item=C9'): readonly string[] {
  const { items } = ask(wms, `GET /stock?${query}`).json as {
    readonly items: readonly Record<string, string | { readonly quantity: number }>[]
  }
  return items
    .map(
      ({ bin, lot, stockType, quantity }) =>
        `${String(bin)} ${String(lot)} ${String(stockType)} ${(quantity as { quantity: number }).quantity}`,
    )
    .toSorted()
}

const change = (more: object = {}): object => ({
  ...ofC9,
  bin: 'DOCK-1',
  from: 'quality',
  to: 'unrestricted',
  quantity: { quantity: 480, unit: 'EA' },
  reference: 'QD-000001',
  ...more,
})

describe('what happens in the warehouse', () => {
  it('is received by the item’s own factor: into quality where it is inspected, with what is known of its lot', () => {
    const wms = opened()
    const effects = wms.step({ ...receipt, ...attributes }, 0)
    expect(effects).toMatchObject([
      { what: 'quantity', measure: 'receipt', quantity: '512', dims: { ...ofC9, location: 'DOCK-1', stockType: 'quality' } },
      { what: 'state', entity: 'lot:P1/C9/LOT-7', group: 'attributes', after: { text: 'supplier lot S-77, expires 2027-03-31, from DE' } },
    ])
    expect(wms.step({ ...receipt, item: 'C8' }, 0)[0]).toMatchObject({ dims: { stockType: 'unrestricted' } })
    expect(ask(wms, 'GET /pallets/S-1').json).toMatchObject({ bin: 'DOCK-1', status: 'received' })
  })

  it('is moved from bin to bin in two lines, with its pallets once nothing is left, and used up', () => {
    const wms = received()
    const goods = { ...ofC9, unit: 'EA', stockType: 'quality' }
    wms.step({ do: 'put-away', ...goods, fromBin: 'DOCK-1', toBin: 'A-01', quantity: 500 }, 0)
    expect(ask(wms, 'GET /pallets/S-1').json).toMatchObject({ bin: 'DOCK-1', status: 'received' })
    wms.step({ do: 'put-away', ...goods, fromBin: 'DOCK-1', toBin: 'A-01', quantity: 12 }, 0)
    expect(ask(wms, 'GET /pallets/S-1').json).toMatchObject({ bin: 'A-01', status: 'stored' })
    expect(stock(wms)).toEqual(['A-01 LOT-7 quality 512', 'DOCK-1 LOT-7 quality 0'])
    ask(wms, 'POST /stock-status-changes', change({ bin: 'A-01', quantity: { quantity: 32, unit: 'BOX' } }))
    wms.step({ do: 'issue', ...ofC9, bin: 'A-01', quantity: 512, unit: 'EA' }, 0)
    expect(ask(wms, 'GET /pallets/S-1').json).toMatchObject({ status: 'empty' })
  })

  it('is counted: the difference to its own book is adjusted, and none is no document', () => {
    const wms = opened()
    const count = { do: 'count', plant: 'P1', item: 'C1', bin: 'A-01', unit: 'EA' }
    expect(wms.step({ ...count, counted: 1003 }, 0)).toMatchObject([{ measure: 'adjustment', quantity: '3' }])
    expect(wms.step({ ...count, counted: 1003 }, 0)).toEqual([])
    expect(stock(wms, 'item=C1')).toEqual(['A-01  unrestricted 1003'])
  })

  it('names what is there, or the scenario is wrong', () => {
    const wms = opened()
    expect(() => wms.step({ ...receipt, bin: 'B-7' }, 0)).toThrow('plant P1 has no bin B-7')
    expect(() => wms.step({ ...receipt, item: 'C7' }, 0)).toThrow('no item C7')
    expect(() => wms.step({ ...receipt, unit: 'KG' }, 0)).toThrow('is no quantity of C9')
  })
})

describe('a change of stock type', () => {
  it('is two lines of one document, found again by its reference', () => {
    const wms = received()
    const { served, json } = ask(wms, 'POST /stock-status-changes', change())
    expect(json).toEqual({ document: '5100000001', status: 'posted', references: ['QD-000001'] })
    expect(served?.effects).toMatchObject([
      { measure: 'transfer', quantity: '-480', dims: { stockType: 'quality', location: 'DOCK-1' } },
      { measure: 'transfer', quantity: '480', dims: { stockType: 'unrestricted', location: 'DOCK-1' } },
    ])
    expect(stock(wms)).toEqual(['DOCK-1 LOT-7 quality 32', 'DOCK-1 LOT-7 unrestricted 480'])
    expect(ask(wms, 'GET /stock-status-changes?reference=QD-000001').json['items']).toMatchObject([
      { document: '5100000001', bin: 'DOCK-1', from: 'quality', to: 'unrestricted', quantity: { quantity: 480, unit: 'EA' } },
    ])
  })

  it('is refused where there is not so much, and changes nothing', () => {
    const wms = received()
    const refusal = ask(wms, 'POST /stock-status-changes', change({ quantity: { quantity: 33, unit: 'BOX' } }))
    expect([refusal.status, codeOf(refusal), refusal.json['error']]).toMatchObject([422, 'STOCK_SHORT', { balance: 512, required: 528 }])
    expect(stock(wms)).toEqual(['DOCK-1 LOT-7 quality 512'])
  })

  it('is refused for a while where the bin is being counted', () => {
    const wms = received()
    wms.step({ do: 'lock-bin', plant: 'P1', bin: 'DOCK-1' }, 0)
    const refusal = ask(wms, 'POST /stock-status-changes', change())
    expect([codeOf(refusal), refusal.served?.answerClass]).toEqual(['BIN_LOCKED', 'transient'])
    wms.step({ do: 'unlock-bin', plant: 'P1', bin: 'DOCK-1' }, 0)
    expect(ask(wms, 'POST /stock-status-changes', change()).status).toBe(201)
  })

  it('is done once where references are unique, part by part', () => {
    const wms = received({ dedupe: 'external-reference' })
    for (const reference of ['QD-000001#1', 'QD-000001#2']) {
      const small = change({ quantity: { quantity: 11, unit: 'EA' }, reference })
      expect(ask(wms, 'POST /stock-status-changes', small).status).toBe(201)
      expect(codeOf(ask(wms, 'POST /stock-status-changes', small))).toBe('DUPLICATE_REFERENCE')
    }
    expect(stock(wms)).toEqual(['DOCK-1 LOT-7 quality 490', 'DOCK-1 LOT-7 unrestricted 22'])
  })
})

it('a lot on hold is that lot of that item in that plant', () => {
  const wms = received()
  wms.step({ ...receipt, plant: 'P2' }, 0)
  wms.step({ ...receipt, item: 'C8' }, 0)
  expect(codeOf(ask(wms, 'PUT /lots/LOT-7/hold?item=C9', { held: true }))).toBe('PLANT_REQUIRED')
  const { served } = ask(wms, 'PUT /lots/LOT-7/hold?item=C9&plant=P2', { held: true, reference: 'QH-000001' })
  expect(served?.effects).toMatchObject([{ entity: 'lot:P2/C9/LOT-7', group: 'restriction', after: 'held', references: ['QH-000001'] }])
  const { items } = ask(wms, 'GET /stock').json as { readonly items: readonly Record<string, unknown>[] }
  expect(items.filter(({ held }) => held === true).map(({ plant, item }) => [plant, item])).toEqual([['P2', 'C9']])
  expect(ask(wms, 'PUT /lots/LOT-8/hold?item=C9', { held: true }).status).toBe(404)
  ask(wms, 'PUT /lots/LOT-7/hold?item=C9&plant=P2', { held: false })
  expect(wms.snapshot()['lots']).toMatchObject([{ held: false }, { held: false }, { held: false }])
})
