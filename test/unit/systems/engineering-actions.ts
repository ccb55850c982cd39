import fc from 'fast-check'
import { bomNumbers } from '../../../src/domain/engineering.js'
import type { Action } from '../../laws/system-laws.js'

const order = fc.constantFrom('100001', '100002', '100009')
const number = fc.constantFrom(0, 1, 0.5, '3.25', -1)
const reference = fc.constantFrom('MC-1', 'MC-2', 'PP-3')
const headers = fc.oneof(
  fc.constant({}),
  fc.constantFrom('K1', 'K2', 'K3').map((key) => ({ 'idempotency-key': key })),
)
const components = fc.array(
  fc.record({
    item: fc.constantFrom('C1', 'C2', 'C3', 'FG-100', 'C8'),
    rate: fc.record({ quantity: number, unit: fc.constantFrom('EA', 'G') }),
    operation: fc.constantFrom('0010', '0099'),
    issue: fc.constantFrom('backflush', 'explicit'),
    demand: fc.boolean(),
  }),
  { maxLength: 2 },
)
const bomNumber = fc.constantFrom('A', 'B').map((revision) => bomNumbers('P1', 'FG-100', revision, 1).bom)
const header = fc.constant({ description: 'B', baseQuantity: { quantity: 10, unit: 'EA' } })
const version = fc.constantFrom(1, 2, 3)
/** Whatever may be done to items, bills of material and revisions of orders. */
export const engineer: fc.Arbitrary<Action> = fc.oneof(
  fc.record({
    line: fc.constant('POST /bom-revisions'),
    headers,
    body: fc.record(
      {
        plant: fc.constantFrom('P1', 'P9'),
        item: fc.constant('FG-100'),
        revision: fc.constant('B'),
        header,
        lines: components,
        substitutes: fc.constant([]),
        version,
        reference,
      },
      { requiredKeys: ['plant', 'item', 'revision'] },
    ),
  }),
  fc.record({ line: bomNumber.map((at) => `PUT /bom-revisions/${at}`), body: fc.record({ header, lines: components, version }) }),
  fc.record({
    line: bomNumber.map((at) => `POST /bom-revisions/${at}/activation`),
    body: fc.record({ from: fc.constantFrom('2026-03-01', '2026-04-01'), keepPrevious: fc.boolean(), version }),
  }),
  fc.record({
    line: bomNumber.map((at) => `POST /bom-revisions/${at}/retirement`),
    body: fc.record({ to: fc.constantFrom('2026-03-15', '2026-02-30') }),
  }),
  fc.record({
    line: fc.constantFrom('C8', 'C1').map((item) => `PUT /items/${item}`),
    body: fc.record({
      version,
      description: fc.constantFrom('Washer', 'Nut'),
      kind: fc.constant('purchased'),
      baseUnit: fc.constantFrom('EA', 'KG', 'ELL'),
      decimals: fc.constant(0),
      conversions: fc.constant([]),
      lotManaged: fc.boolean(),
      serialManaged: fc.constant(false),
      inspectionRequired: fc.constant(false),
    }),
  }),
  fc.record({
    line: order.map((id) => `POST /production-orders/${id}/revision`),
    headers,
    body: fc.record(
      { revision: fc.constantFrom('A', 'B'), change: fc.constantFrom('PD-1', 'PD-2'), reference },
      { requiredKeys: ['revision'] },
    ),
  }),
  order.map((id) => ({ line: `POST /production-orders/${id}/release`, body: { on: '2026-03-02' } })),
)
