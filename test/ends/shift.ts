import assert from 'node:assert/strict'
import { rowsOf, type Ended, type Json } from './contract.ts'

export function shift(end: Ended): void {
  const { stateOf, writtenIn } = end
  const lots = rowsOf(stateOf('erp'), 'stock').filter(({ item }) => item === 'C9')
  assert.deepEqual(lots.map(({ lot, stockType, quantity }) => [lot, stockType, quantity].join(' ')).toSorted(), [
    'LOT-7 blocked 32',
    'LOT-7 unrestricted 240',
    'LOT-8 unrestricted 96',
  ])
  expectProduction(end)
  const [erp, floor] = [writtenIn('erp'), writtenIn('mes')]
  assert.equal(erp['order:P1/100004']?.['revision'], 'C')
  const dispatched = Object.entries(floor).flatMap(([entity, { content, status }]) =>
    content === undefined ? [] : [`${entity.slice('order:'.length)}: ${content}, ${status ?? ''}`],
  )
  assert.deepEqual(dispatched.toSorted(), [
    'P1/100001: 240 EA of FG-100, dispatched',
    'P1/100002: 30 EA of FG-100, dispatched',
    'P1/100003: 30 EA of FG-100, dispatched',
  ])
  assert.match(erp['bom-use:P1/FG-100']?.['active'] ?? '', /^C \(version 10\)$/)
  expectPlan(end)
}

function expectProduction({ records, stateOf }: Ended): void {
  const orders = stateOf('erp')['orders'] as Readonly<Record<string, Json>>
  assert.partialDeepStrictEqual(orders['100001'], { operations: { '0010': { yield: '17', scrap: '3' } } })
  const made = records.flatMap((record) =>
    record.kind === 'effect' && record.what === 'count' && record.measure === 'serial'
      ? [`${record.dims['serial'] ?? ''} ${record.count}`]
      : [],
  )
  assert.deepEqual(made.toSorted(), ['SN-000001 1', 'SN-000002 1', 'SN-000003 1'])
  const posted = rowsOf(stateOf('qms'), 'nonconformances').filter(({ status }) => status === 'posted')
  assert.equal(posted.length, 1)
  assert.partialDeepStrictEqual(posted[0], { quantity: { quantity: 3, unit: 'EA' } })
  const notifications = rowsOf(stateOf('cmms'), 'notifications')
  assert.deepEqual(notifications.map(({ workCentre, minutes }) => [workCentre, minutes].join(' ')).toSorted(), ['WC-12 11', 'WC-13 12'])
}

/** Two products over thirty weeks. */
function expectPlan({ stateOf }: Ended): void {
  const plans = rowsOf(stateOf('erp'), 'plans')
  const by = (wanted: number): unknown => plans.filter(({ version }) => version === wanted)
  assert.deepEqual(by(5), [{ version: 5, status: 'superseded', rows: 60, quantity: '30000', withSource: 60 }])
  assert.deepEqual(by(7), [{ version: 7, status: 'active', rows: 60, quantity: '61830', withSource: 60 }])
  assert.deepEqual(
    plans.filter(({ version, status }) => version === 6 && status === 'active'),
    [],
  )
  const planning = stateOf('plan')['versions'] as Readonly<Record<string, Json>>
  assert.partialDeepStrictEqual(planning['7'], { status: 'published', loads: [{ system: 'erp', rows: 60 }] })
  assert.equal(planning['6']?.['loads'], undefined)
}
