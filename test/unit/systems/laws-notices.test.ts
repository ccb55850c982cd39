import fc from 'fast-check'
import { dedupeModes } from '../../../src/systems/contract.js'
import { machineMaster, vendorMaster } from '../../contract/scripts/notices.js'
import { obeysSystemLaws, type Action } from '../../laws/system-laws.js'
import { makeSystem } from './support.js'

const reference = fc.constantFrom('MD-1', 'MD-2', 'MC-1', 'MC-1#1')
const headers = fc.oneof(
  fc.constant({}),
  fc.constantFrom('K1', 'K2').map((key) => ({ 'idempotency-key': key })),
)
const from = '2026-03-02T07:10:00.000+01:00'
const to = fc.constantFrom('2026-03-02T07:21:00.000+01:00', '2026-03-02T07:30:00.000+01:00', '2026-03-02T07:00:00.000+01:00')
const minutes = fc.constantFrom(1, 11, 12.5, 16, 0)

const notification = fc.constantFrom('10000001', '10000001', '10000002', '20000001', '10000009')
const cmmsActions: fc.Arbitrary<readonly Action[]> = fc.array(
  fc.oneof(
    fc.record({
      line: fc.constant('POST /notifications'),
      headers,
      body: fc.record(
        {
          plant: fc.constantFrom('P1', 'P1', 'P9'),
          workCentre: fc.constantFrom('WC-11', 'WC-12', 'WC-99'),
          from: fc.constant(from),
          to,
          minutes,
          reference,
        },
        { requiredKeys: ['plant', 'workCentre', 'from', 'to', 'minutes'] },
      ),
    }),
    fc.record({
      line: notification.map((number) => `PUT /notifications/${number}`),
      body: fc.record({ to, minutes, reference }, { requiredKeys: ['minutes'] }),
    }),
    fc.record({
      line: notification.map((number) => `POST /notifications/${number}/cancellation`),
      body: fc.record({ reference }, { requiredKeys: [] }),
    }),
    fc.constantFrom('GET /notifications', 'GET /notifications?reference=MD-1', 'GET /equipment').map((line) => ({ line })),
  ),
  { minLength: 1, maxLength: 20 },
)

const document = fc.constantFrom('NC-000001', 'NC-000001', 'NC-000002', 'NC-000009')
const qmsActions: fc.Arbitrary<readonly Action[]> = fc.array(
  fc.oneof(
    fc.record({
      line: fc.constant('POST /nonconformances'),
      headers,
      body: fc.record(
        {
          plant: fc.constantFrom('P1', 'P1', 'P9'),
          order: fc.constantFrom('100001', '100002'),
          operation: fc.constant('0010'),
          item: fc.constantFrom('FG-100', 'FG-100', 'FG-999'),
          quantity: fc.record({ quantity: fc.constantFrom(3, 0.2, -1, 0), unit: fc.constantFrom('EA', 'ELL') }),
          reference,
        },
        { requiredKeys: ['plant', 'order', 'operation', 'item', 'quantity'] },
      ),
    }),
    fc.record({
      line: document.map((number) => `POST /nonconformances/${number}/cancellation`),
      body: fc.record({ reference }, { requiredKeys: [] }),
    }),
    fc.constantFrom('GET /nonconformances', 'GET /nonconformances?reference=MC-1').map((line) => ({ line })),
  ),
  { minLength: 1, maxLength: 20 },
)

const procActions: fc.Arbitrary<readonly Action[]> = fc.array(
  fc.oneof(
    fc.record({
      line: fc.constant('POST /sourcing-signals'),
      headers,
      body: fc.record(
        {
          change: fc.constantFrom('ECO-1', 'ECO-2'),
          item: fc.constantFrom('C1', 'C1', 'C7'),
          vendor: fc.constantFrom('V-10', 'V-10', 'V-99'),
          plants: fc.constantFrom(['P1'], ['P9']),
          reference,
        },
        { requiredKeys: ['change', 'item', 'vendor'] },
      ),
    }),
    fc.constantFrom('GET /sourcing-signals', 'GET /sourcing-signals?change=ECO-1', 'GET /vendors').map((line) => ({ line })),
  ),
  { minLength: 1, maxLength: 20 },
)

for (const dedupe of dedupeModes) {
  const keys = dedupe === 'idempotency-key'
  const make = (name: string) => () => makeSystem(name, { dedupe }, machineMaster)
  obeysSystemLaws({ title: `CMMS, dedupe ${dedupe}`, actions: cmmsActions, keys, make: make('cmms') })
  obeysSystemLaws({ title: `QMS that is told of scrap, dedupe ${dedupe}`, actions: qmsActions, keys, make: make('qms') })
  const title = `purchasing, dedupe ${dedupe}`
  obeysSystemLaws({ title, actions: procActions, keys, make: () => makeSystem('proc', { dedupe }, vendorMaster) })
}
