import { feedSchemas } from '../shared/feed.js'
import { itemDetails, storedItemSchemas } from '../shared/items.js'
import { attributeFields, lotFields, lotHoldSchemas } from '../shared/lots.js'
import { documentFields, postedFields, quantitySchema, referenceFields } from '../shared/posting.js'
import { entries, flag, list, name, object, oneOf, ref, text, type Schema } from '../shared/schema.js'

export const stockTypes = ['unrestricted', 'quality', 'blocked'] as const
const stockTypeSchema = oneOf('Stock type.', stockTypes)
const lotSchema = text('Lot; empty or absent for an item without lots.', { maxLength: 200 })

export const receiptType = 'org.mfgsync.wms.receipt.completed.v1'

/** The payload of a receipt, as the examples have it. */
export const received = {
  receipt: 'WR-000001',
  plant: 'P1',
  purchaseOrder: 'PO-000001',
  line: '10',
  vendor: 'V-20',
  sscc: ['340123450000000018'],
  item: 'C9',
  lot: { lot: 'LOT-7', supplierLot: 'S-77', expiry: '2027-03-31', origin: 'DE' },
  quantity: 32,
  unit: 'BOX',
  bin: 'DOCK-1',
  occurredAt: '2026-03-02T06:00:10.000+01:00',
}

export const event = {
  specversion: '1.0',
  id: 'wms-WR-000001-e1',
  source: '/wms/P1',
  type: receiptType,
  subject: 'WR-000001',
  time: received.occurredAt,
  datacontenttype: 'application/json',
  data: received,
}

const receipt = object('A receipt that was completed: what its event says.', {
  receipt: text('Business key.'),
  status: text('Always `completed`.', { const: 'completed' }),
  plant: text('Plant.'),
  purchaseOrder: text('Purchase order.'),
  line: text('Its line.'),
  vendor: text('Vendor.'),
  sscc: list('Pallets.', { type: 'string' }),
  item: text('Item.'),
  lot: object('Its lot, empty for none, and what is known of it.', { lot: text('Lot.'), ...attributeFields }),
  quantity: { type: 'number', description: 'Quantity.' },
  unit: text('Unit.'),
  bin: text('Bin.'),
  occurredAt: text('When it happened.', { format: 'date-time' }),
})
/** What is reported may have more fields than these. */
const { additionalProperties: _closed, ...openReceipt } = receipt

export const schemas: Readonly<Record<string, Schema>> = {
  ...feedSchemas,
  Quantity: quantitySchema('A quantity with its unit.', {}, 'EA'),
  StockStatusChangeCreate: object('A quantity of a lot that gets another stock type where it lies.', {
    plant: name('Plant.', 'P1'),
    item: name('Item.', 'C9'),
    'lot?': lotSchema,
    bin: name('Bin where it lies.', 'DOCK-1'),
    from: stockTypeSchema,
    to: stockTypeSchema,
    quantity: ref('Quantity'),
    ...referenceFields,
  }),
  StockStatusChangePosted: object('It was posted.', postedFields),
  StockStatusChange: object('A change of stock type that was posted.', {
    ...documentFields,
    plant: text('Plant.'),
    item: text('Item.'),
    lot: text('Lot; empty for none.'),
    bin: text('Bin.'),
    from: stockTypeSchema,
    to: stockTypeSchema,
    quantity: ref('Quantity'),
  }),
  StockStatusChangeList: entries('Changes of stock type, oldest first.', 'StockStatusChange'),
  ...lotHoldSchemas,
  ...storedItemSchemas,
  Receipt: openReceipt,
  Bin: object('A bin.', { plant: text('Plant.'), bin: text('Bin.'), locked: flag('True while somebody counts it.') }),
  BinList: entries('Bins.', 'Bin'),
  StockBalance: object('What lies in a bin.', {
    plant: text('Plant.'),
    item: text('Item.'),
    bin: text('Bin.'),
    lot: text('Lot; empty for none.'),
    stockType: stockTypeSchema,
    held: flag('True while the lot is on hold.'),
    quantity: ref('Quantity'),
  }),
  StockList: entries('Balances.', 'StockBalance'),
  Pallet: object('A pallet.', {
    sscc: text('Serial shipping container code.'),
    ...lotFields,
    bin: text('Bin where it is, or was last.'),
    status: oneOf('Where it is in its life.', ['received', 'stored', 'empty']),
  }),
}

/** What the refusals say besides code and message. */
export const details: Readonly<Record<string, Schema>> = {
  plant: text('Plant that it is about.'),
  plants: list('Plants that have the lot.', { type: 'string' }),
  item: text('Item that it is about.'),
  lot: text('Lot that it is about.'),
  bin: text('Bin that it is about.'),
  receipt: text('Receipt that was asked for.'),
  sscc: text('Pallet that was asked for.'),
  unit: text('Unit that is not known.'),
  units: list('Units that the item knows.', { type: 'string' }),
  decimals: { type: 'integer', minimum: 0, description: 'Decimal places that are kept of the item.' },
  ...itemDetails,
  document: text('Document that it is about.'),
  reference: text('Reference that is taken.'),
  balance: { type: 'number', description: 'Stock before.' },
  required: { type: 'number', description: 'Quantity asked for.' },
}
