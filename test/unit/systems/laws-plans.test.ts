import fc from 'fast-check'
import { dedupeModes } from '../../../src/systems/contract.js'
import { planMaster } from '../../contract/scripts/plans.js'
import { obeysSystemLaws, type Action } from '../../laws/system-laws.js'
import { makeSystem } from './support.js'

const version = fc.constantFrom('5', '6', '7', '7', '8')
const reference = fc.constantFrom('FV-1', 'FV-2')
const headers = fc.oneof(
  fc.constant({}),
  fc.constantFrom('K1', 'K2').map((key) => ({ 'idempotency-key': key })),
)
const fields = {
  plant: fc.constantFrom('P1', 'P1', 'P9'),
  item: fc.constantFrom('FG-100', 'FG-100', 'X-1'),
  bucket: fc.constantFrom('2026-W10', '2026-W11'),
  quantity: fc.record({ quantity: fc.constantFrom(501, 502, -1), unit: fc.constant('EA') }),
  source: fc.record({ version: fc.constant(7), row: fc.constantFrom('1', '2') }),
}
const requiredKeys: ('plant' | 'item' | 'bucket' | 'quantity')[] = ['plant', 'item', 'bucket', 'quantity']

const actions: fc.Arbitrary<readonly Action[]> = fc.array(
  fc.oneof(
    fc.record({
      line: version.map((number) => `PUT /planning-versions/${number}`),
      body: fc.record({ rows: fc.constantFrom(1, 2), reference }, { requiredKeys: ['rows'] }),
    }),
    fc.record({
      line: version.map((number) => `PUT /planning-versions/${number}/pages/1`),
      // One row, since what a part of a request came to is no matter of this law.
      body: fc.record({
        rows: fc.array(fc.record({ row: fc.constantFrom('1', '2'), ...fields }, { requiredKeys: ['row', ...requiredKeys] }), {
          minLength: 1,
          maxLength: 1,
        }),
      }),
    }),
    fc.record({ line: version.map((number) => `POST /planning-versions/${number}/activation`), body: fc.record({ reference }) }),
    fc.record({
      line: fc.constant('POST /planned-requirements'),
      headers,
      body: fc.record(
        { rows: fc.array(fc.record(fields, { requiredKeys }), { minLength: 1, maxLength: 2 }), reference },
        { requiredKeys: ['rows'] },
      ),
    }),
    version.map((number) => ({ line: `DELETE /planning-versions/${number}` })),
    fc.constantFrom('GET /planning-versions', 'GET /planned-requirements?version=7').map((line) => ({ line })),
  ),
  { minLength: 1, maxLength: 20 },
)

for (const dedupe of dedupeModes)
  for (const strict of [false, true]) {
    const enforce = { plan_order: strict, plan_complete: strict, page_atomic: strict }
    const title = `ERP with plans, dedupe ${dedupe}${strict ? ', strict' : ''}`
    obeysSystemLaws({ title, actions, keys: dedupe === 'idempotency-key', make: () => makeSystem('erp', { dedupe, enforce }, planMaster) })
  }
