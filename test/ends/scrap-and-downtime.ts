import assert from 'node:assert/strict'
import { rowsOf, type Ended, type Json } from './contract.ts'

export function scrapAndDowntime({ stateOf }: Ended): void {
  const orders = stateOf('erp')['orders'] as Readonly<Record<string, Json>>
  assert.partialDeepStrictEqual(orders['100001'], { operations: { '0010': { yield: '17', scrap: '3', finals: 1 } } })
  const stock = rowsOf(stateOf('erp'), 'stock')
  const left = (item: string): unknown => stock.find((row) => row['item'] === item)?.['quantity']
  assert.deepEqual([left('C1'), left('C2')], ['1000', '9980'])
  const told = rowsOf(stateOf('qms'), 'nonconformances')
  const posted = told.filter(({ status }) => status === 'posted')
  assert.equal(posted.length, 1)
  assert.partialDeepStrictEqual(posted[0], {
    order: '100001',
    operation: '0010',
    item: 'FG-100',
    quantity: { quantity: 3, unit: 'EA' },
    references: ['MC-000002'],
  })
  // Besides it the one of the cancelled confirmation, if there was time to tell of it.
  for (const { status, references } of told)
    if (status !== 'posted') assert.deepEqual({ status, references }, { status: 'reversed', references: ['MC-000001'] })
  assert.ok(told.length <= 2, `${told.length} nonconformances`)
  const notifications = rowsOf(stateOf('cmms'), 'notifications')
  assert.deepEqual(notifications.map(({ workCentre, minutes, status }) => [workCentre, minutes, status].join(' ')).toSorted(), [
    'WC-12 11 open',
    'WC-13 12 open',
    'WC-21 16 open',
  ])
}
