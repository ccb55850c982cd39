import { describe, expect, it } from 'vitest'
import type { SystemInstance } from '../../../src/systems/contract.js'
import { ask, codeOf, makeSystem, movement, warehouseMaster, type SettingsChange } from './support.js'

const erpWith = (change: SettingsChange = {}): SystemInstance => makeSystem('erp', change, warehouseMaster)
const mesWith = (change: SettingsChange = {}): SystemInstance => makeSystem('mes', change, warehouseMaster)
const attributes = { supplierLot: 'S-77', expiry: '2027-03-31', origin: 'DE' }

const receipt = (change: object = {}): object => {
  const {
    order: _order,
    operation: _operation,
    ...rest
  } = movement({
    type: 'receipt',
    item: 'C9',
    lot: 'LOT-7',
    location: 'RC01',
    stockType: 'quality',
    quantity: { quantity: 32, unit: 'BOX' },
    purchaseOrder: 'PO-000001',
    lotAttributes: attributes,
    reference: 'WR-000001',
    ...change,
  })
  return rest
}
const items = (system: SystemInstance, line: string): unknown => ask(system, line).json['items']

describe('a receipt in the ERP', () => {
  it('is against a line of a purchase order, and brings what is known of its lot', () => {
    const erp = erpWith()
    const { served } = ask(erp, 'POST /goods-movements', receipt())
    expect(served?.effects).toMatchObject([
      { what: 'quantity', measure: 'receipt', quantity: '512', dims: { purchaseOrder: 'PO-000001', purchaseOrderLine: '10' } },
      {
        what: 'quantity',
        measure: 'delivery',
        quantity: '512',
        dims: { plant: 'P1', item: 'C9', purchaseOrder: 'PO-000001', purchaseOrderLine: '10' },
      },
      {
        what: 'state',
        doc: '4900000001',
        entity: 'lot:P1/C9/LOT-7',
        group: 'attributes',
        after: { text: 'supplier lot S-77, expires 2027-03-31, from DE' },
      },
    ])
    expect(items(erp, 'GET /lots?item=C9')).toEqual([{ plant: 'P1', item: 'C9', lot: 'LOT-7', restriction: 'free', ...attributes }])
    expect(items(erp, 'GET /purchase-orders?plant=P1')).toMatchObject([{ line: '10', ordered: 640, received: 512, status: 'partly' }])
    expect(items(erp, 'GET /goods-movements')).toMatchObject([{ purchaseOrder: 'PO-000001', purchaseOrderLine: '10' }])
    ask(erp, 'POST /goods-movements', receipt({ quantity: { quantity: 8, unit: 'BOX' }, reference: 'WR-2' }))
    expect(items(erp, 'GET /purchase-orders?plant=P1')).toMatchObject([{ received: 640, status: 'complete' }])
  })

  it('that is reversed was not received, and its lot is no longer known', () => {
    const erp = erpWith()
    ask(erp, 'POST /goods-movements', receipt())
    ask(erp, 'POST /goods-movements/4900000001/reversal', { postingDate: '2026-03-02' })
    expect(items(erp, 'GET /purchase-orders?plant=P1')).toMatchObject([{ received: 0, status: 'open' }])
  })

  it('that repeats what is known of its lot changes nothing about that; posted again after it was reversed, it brings it again', () => {
    const erp = erpWith()
    const states = (body: object): readonly string[] =>
      (ask(erp, 'POST /goods-movements', body).served?.effects ?? []).flatMap((effect) => (effect.what === 'state' ? effect.group : []))
    const part = { quantity: { quantity: 8, unit: 'BOX' } }
    expect(states(receipt({ ...part, reference: 'WR-000001#1' }))).toEqual(['attributes'])
    expect(states(receipt({ ...part, reference: 'WR-000001#2' }))).toEqual([])
    ask(erp, 'POST /goods-movements/4900000001/reversal', { postingDate: '2026-03-02' })
    ask(erp, 'POST /goods-movements', receipt({ ...part, reference: 'WR-000001#3' }))
    expect(items(erp, 'GET /lots?item=C9')).toEqual([{ plant: 'P1', item: 'C9', lot: 'LOT-7', restriction: 'free', ...attributes }])
  })

  it('names what was ordered, in that plant', () => {
    const erp = erpWith()
    const wrong = [
      { purchaseOrder: 'PO-9' },
      { purchaseOrderLine: '20' },
      { item: 'C8' },
      { plant: 'P2', location: 'RC02', purchaseOrderLine: '10' },
    ]
    for (const change of wrong) expect(codeOf(ask(erp, 'POST /goods-movements', receipt(change)))).toBe('UNKNOWN_PURCHASE_ORDER')
    expect(ask(erp, 'POST /goods-movements', receipt({ plant: 'P2', location: 'RC02' })).status).toBe(201)
  })

  it('beyond what was ordered is taken, unless that is enforced', () => {
    const much = receipt({ quantity: { quantity: 41, unit: 'BOX' } })
    expect(ask(erpWith(), 'POST /goods-movements', much).status).toBe(201)
    const refusal = ask(erpWith({ enforce: { over_delivery: true } }), 'POST /goods-movements', much)
    expect([codeOf(refusal), refusal.json['error']]).toMatchObject(['OVER_DELIVERY', { limit: 640, received: 0 }])
  })
})

describe('a lot of the ERP', () => {
  it('is held and freed, and nothing moves', () => {
    const erp = erpWith()
    expect(codeOf(ask(erp, 'PUT /lots/LOT-7?item=C9', { restriction: 'held' }))).toBe('UNKNOWN_LOT')
    ask(erp, 'POST /goods-movements', receipt())
    const { served } = ask(erp, 'PUT /lots/LOT-7?item=C9', { restriction: 'held', reference: 'QH-000001' })
    expect(served?.effects).toMatchObject([{ what: 'state', entity: 'lot:P1/C9/LOT-7', group: 'restriction', after: 'held' }])
    expect(items(erp, 'GET /lots?lot=LOT-7')).toMatchObject([{ restriction: 'held', ...attributes }])
    ask(erp, 'PUT /lots/LOT-7?item=C9&plant=P1', { restriction: 'free', attributes: { expiry: '2027-04-30' } })
    expect(items(erp, 'GET /lots?lot=LOT-7')).toEqual([
      { plant: 'P1', item: 'C9', lot: 'LOT-7', restriction: 'free', expiry: '2027-04-30' },
    ])
    expect(codeOf(ask(erp, 'PUT /lots/LOT-7?item=C7', { restriction: 'held' }))).toBe('UNKNOWN_ITEM')
  })

  it('that is received again with nothing said of it keeps what is known of it, in whatever way nothing is said', () => {
    for (const nothing of [undefined, {}, { supplierLot: '', origin: '' }]) {
      const erp = erpWith()
      ask(erp, 'POST /goods-movements', receipt({ quantity: { quantity: 1, unit: 'BOX' } }))
      const again = { quantity: { quantity: 1, unit: 'BOX' }, lotAttributes: nothing, reference: 'WR-000002' }
      expect(ask(erp, 'POST /goods-movements', receipt(again)).served?.effects.map(({ what }) => what)).toEqual(['quantity', 'quantity'])
      expect(items(erp, 'GET /lots?lot=LOT-7')).toMatchObject([attributes])
    }
  })

  it('that is on hold is used by nobody, where that is enforced', () => {
    const use = receipt({ type: 'issue', stockType: 'unrestricted', purchaseOrder: undefined, lotAttributes: undefined, reference: 'MI-1' })
    for (const [lot_restriction, code] of [
      [false, '201'],
      [true, 'LOT_RESTRICTED'],
    ] as const) {
      const erp = erpWith({ enforce: { lot_restriction } })
      ask(erp, 'POST /goods-movements', receipt())
      ask(erp, 'PUT /lots/LOT-7?item=C9', { restriction: 'held' })
      expect(codeOf(ask(erp, 'POST /goods-movements', use))).toBe(code)
    }
  })
})

it('which bin is which location, the ERP says, until somebody says otherwise', () => {
  const erp = erpWith()
  expect(items(erp, 'GET /location-map?plant=P2')).toEqual([
    { plant: 'P2', pattern: 'DOCK-*', location: 'RC02' },
    { plant: 'P2', pattern: 'A-*', location: 'RM02' },
  ])
  const effects = erp.step({ do: 'map-location', plant: 'P2', bin: 'X-99', location: 'RM02' }, 0)
  expect(effects).toMatchObject([{ entity: 'location-map:P2/X-99', group: 'location', after: 'RM02' }])
  expect(items(erp, 'GET /location-map?plant=P2')).toContainEqual({ plant: 'P2', pattern: 'X-99', location: 'RM02' })
  erp.step({ do: 'unmap-location', plant: 'P2', bin: 'X-99' }, 0)
  expect(items(erp, 'GET /location-map?plant=P2')).toHaveLength(2)
})

describe('material in the MES', () => {
  const report = (change: object = {}): object => ({
    plant: 'P1',
    item: 'C9',
    lot: 'LOT-7',
    quantity: { quantity: 30, unit: 'BOX' },
    location: 'RC01',
    reference: 'QD-000001',
    ...change,
  })
  const wanted = { do: 'try-consume', plant: 'P1', order: '100001', item: 'C9', lot: 'LOT-7', quantity: 10, unit: 'EA' }

  it('is what was reported, less what was taken back and what was taken', () => {
    const mes = mesWith()
    const { served } = ask(mes, 'POST /material-availability', report())
    expect(served?.effects).toMatchObject([{ measure: 'available', quantity: '480', dims: { plant: 'P1', item: 'C9', lot: 'LOT-7' } }])
    ask(mes, 'POST /material-availability', report({ quantity: { quantity: -80, unit: 'EA' }, reference: 'QD-000001#2' }))
    mes.step({ ...wanted, do: 'consume', quantity: 240 }, 0)
    expect(items(mes, 'GET /usable-material?item=C9')).toMatchObject([{ available: 400, consumed: 240, usable: 160, held: false }])
    expect(items(mes, 'GET /material-availability?reference=QD-000001')).toMatchObject([{ quantity: { quantity: 30, unit: 'BOX' } }])
  })

  it('is taken if there is enough of a lot that is not on hold, and otherwise it is said why not', () => {
    const mes = mesWith()
    const attempt = (): readonly unknown[] => mes.step(wanted, 0).map((effect) => (effect.what === 'state' ? effect.after : effect.what))
    expect(attempt()).toEqual(['refused: 0 EA may be used, 10 EA were wanted'])
    ask(mes, 'POST /material-availability', report({ quantity: { quantity: 19, unit: 'EA' } }))
    expect(attempt()).toEqual(['quantity', 'taken'])
    expect(attempt()).toEqual(['refused: 9 EA may be used, 10 EA were wanted'])
    ask(mes, 'PUT /lots/LOT-7/hold?item=C9&plant=P1', { held: true })
    expect(attempt()).toEqual(['refused: the lot is on hold'])
    ask(mes, 'PUT /lots/LOT-7/hold?item=C9&plant=P2', { held: true })
    ask(mes, 'PUT /lots/LOT-7/hold?item=C9&plant=P1', { held: false })
    ask(mes, 'POST /material-availability', report({ quantity: { quantity: 1, unit: 'EA' } }))
    expect(attempt()).toEqual(['quantity', 'taken'])
  })

  it('of a lot on hold is refused only where that is enforced', () => {
    for (const [hold, code] of [
      [false, '201'],
      [true, 'LOT_ON_HOLD'],
    ] as const) {
      const mes = mesWith({ enforce: { hold } })
      ask(mes, 'PUT /lots/LOT-7/hold?item=C9&plant=P1', { held: true })
      expect(codeOf(ask(mes, 'POST /material-availability', report()))).toBe(code)
    }
  })
})
