import assert from 'node:assert/strict'
import { rowsOf, type Ended, type Json } from './contract.ts'

/** Stock of C9: `LOT-7 RC01 blocked 32`. */
function stockOf(state: Json): readonly string[] {
  return rowsOf(state, 'stock')
    .filter(({ item }) => item === 'C9')
    .map(({ lot, location, stockType, quantity }) => [lot, location, stockType, quantity].join(' '))
    .toSorted()
}

/** What a system says of the lots of C9, of the fields that are named. */
function lotsOf(state: Json, name: string, ...fields: readonly string[]): readonly (readonly unknown[])[] {
  return rowsOf(state, name)
    .filter(({ item }) => item === 'C9')
    .toSorted((one, other) => String(one['lot']).localeCompare(String(other['lot'])))
    .map((row) => ['plant', 'lot', ...fields].map((field) => row[field]))
}

const attributes = [
  ['S-77', '2027-03-31'],
  ['S-78', '2027-04-30'],
]

export function lotReceiptQualityHold({ records, stateOf }: Ended): void {
  const [erp, wms] = [stateOf('erp'), stateOf('wms')]
  assert.deepEqual(stockOf(erp), ['LOT-7 RC01 blocked 32', 'LOT-7 RC01 unrestricted 240', 'LOT-8 RC01 unrestricted 96'])
  assert.deepEqual(stockOf(wms), ['LOT-7 DOCK-1 blocked 32', 'LOT-7 DOCK-1 unrestricted 240', 'LOT-8 DOCK-1 unrestricted 96'])
  for (const state of [erp, wms])
    assert.deepEqual(lotsOf(state, 'lots', 'held'), [
      ['P1', 'LOT-7', false],
      ['P1', 'LOT-8', true],
    ])
  // 512 and 96 of the 640 that were ordered.
  const ordered = rowsOf(erp, 'purchaseOrders').map((row) => ['purchaseOrder', 'line', 'quantity', 'received'].map((field) => row[field]))
  assert.deepEqual(ordered.toSorted(), [
    ['PO-000001', '10', '640', '608'],
    ['PO-000002', '10', '960', '0'],
  ])
  const known = lotsOf(erp, 'lots', 'attributes').map(([, , of]) => of as Json)
  assert.deepEqual(
    known.map(({ supplierLot, expiry }) => [supplierLot, expiry]),
    attributes,
  )
  assert.deepEqual(
    lotsOf(wms, 'lots', 'supplierLot', 'expiry').map((row) => row.slice(2)),
    attributes,
  )
  assert.deepEqual(lotsOf(stateOf('mes'), 'material', 'available', 'consumed', 'held'), [
    ['P1', 'LOT-7', '480', '240', false],
    ['P1', 'LOT-8', '96', '0', true],
  ])
  assert.deepEqual(lotsOf(stateOf('qms'), 'lots', 'status', 'held'), [
    ['P1', 'LOT-7', 'decided', false],
    ['P1', 'LOT-8', 'decided', true],
  ])
  // What the shop floor said when it wanted to use what is held.
  const attempts = records.flatMap((record) =>
    record.kind === 'effect' && record.what === 'state' && record.group === 'attempt' ? [record.after] : [],
  )
  assert.deepEqual(attempts, ['refused: the lot is on hold'])
}
