import { feedSchemas } from '../shared/feed.js'
import { entries, list, number, object, oneOf, ref, text, wholeNumber, type Schema } from '../shared/schema.js'

const zero = { quantity: 0, unit: 'EA' }
/** The payload of a confirmation, as the examples have it. */
export const reported = {
  confirmation: 'MC-000001',
  plant: 'P1',
  order: '100001',
  operation: '0010',
  sequence: 1,
  kind: 'partial',
  yield: { quantity: 11, unit: 'EA' },
  scrap: zero,
  rework: zero,
  occurredAt: '2026-03-02T06:00:00.000+01:00',
}
export const confirmationType = 'org.mfgsync.mes.confirmation.reported.v1'
export const event = {
  specversion: '1.0',
  id: 'mes-000001-1',
  source: '/mes/P1',
  type: confirmationType,
  subject: 'MC-000001',
  time: reported.occurredAt,
  datacontenttype: 'application/json',
  sequence: '1',
  partitionkey: '100001',
  data: reported,
}
const confirmationData: Schema = object(`What was reported at the operation: the payload of \`${confirmationType}\`.`, {
  confirmation: text('Business key.'),
  plant: text('Plant.'),
  order: text('Production order.'),
  operation: text('Operation.'),
  sequence: wholeNumber('Position among the facts of the order.', 1),
  kind: oneOf('`final` ends the operation.', ['partial', 'final']),
  yield: ref('ReportedQuantity'),
  scrap: ref('ReportedQuantity'),
  rework: ref('ReportedQuantity'),
  occurredAt: text('When it happened.', { format: 'date-time' }),
})
/** What is reported may have more fields than these. */
const { additionalProperties: _closed, ...openConfirmationData } = confirmationData

export const schemas: Readonly<Record<string, Schema>> = {
  ...feedSchemas,
  DispatchedOrder: object('A production order as it was dispatched to the shop floor.', {
    order: text('Production order.'),
    plant: text('Plant.'),
    item: text('Item that it makes.'),
    revision: text('Revision that it is made by; empty where none holds.'),
    quantity: number('Order quantity.'),
    unit: text('Base unit of the item.'),
    operations: list('Routing, in order.', object('An operation.', { operation: text('Operation.'), workCentre: text('Work centre.') })),
  }),
  DispatchedOrderList: entries('Dispatched orders.', 'DispatchedOrder'),
  ConfirmationData: openConfirmationData,
  ReportedQuantity: object('A quantity with its unit.', {
    quantity: number('Quantity.'),
    unit: text('Unit.'),
    'reason?': text('Reason code of scrap.'),
  }),
}
