import assert from 'node:assert/strict'
import { rowsOf, type Ended, type Json } from './contract.ts'

export function planningVersions({ records, stateOf }: Ended): void {
  const by = new Map(rowsOf(stateOf('erp'), 'plans').map((plan) => [plan['version'], plan]))
  assert.deepEqual(by.get(8), { version: 8, status: 'active', rows: 120, quantity: '247260', withSource: 120 })
  assert.deepEqual(by.get(5), { version: 5, status: 'superseded', rows: 120, quantity: '60000', withSource: 120 })
  // Who learns of 7 and of 8 at once need not begin with 7.
  assert.ok(['staged', 'superseded', undefined].includes(by.get(7)?.['status'] as string | undefined), String(by.get(7)?.['status']))
  assert.notEqual(by.get(6)?.['status'], 'active')
  const planning = stateOf('plan')['versions'] as Readonly<Record<string, Json>>
  assert.partialDeepStrictEqual(planning['8'], { status: 'published', quantity: 247260, loads: [{ system: 'erp', rows: 120 }] })
  const exceptions = records.flatMap((record) => (record.kind === 'exception' ? [[record.xid, record.status] as const] : []))
  assert.ok(![...new Map(exceptions).values()].includes('open'), 'an exception is open')
}
