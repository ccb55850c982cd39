import { orderStatuses } from '../../domain/order-status.js'
import { date, entries, flag, list, name, number, object, oneOf, ref, text, wholeNumber, type Schema } from '../shared/schema.js'

export const stockTypes = ['unrestricted', 'quality', 'blocked'] as const
const stockType = oneOf('Stock type.', stockTypes)
const status = oneOf('Status of the order, in the order of its life.', orderStatuses)
const quantity = ref('Quantity')
const lot = text('Lot; empty or absent for an item without lots.', { maxLength: 200 })
const amount: Schema = {
  type: ['number', 'string'],
  description: 'A JSON number, or a decimal string for more than 15 digits.',
  minimum: -1e15,
  maximum: 1e15,
  pattern: '^-?[0-9]{1,24}(\\.[0-9]{1,12})?$',
  examples: [11, '0.0035'],
}
const unit = 'Base unit of the item, or a unit that it converts.'
const posted = { document: text('Document number.'), status: text('Always `posted`.', { const: 'posted' }) }
const references = list('External references.', { type: 'string' })

/** What every posting may say. */
const postingFields = (description: string): Readonly<Record<string, Schema>> => ({
  postingDate: date(description),
  'documentDate?': date('Business date, where the posting date is another by policy.'),
  'reference?': name('External reference: what this document stands for, as a rule the business key of the fact.', 'MC-000001'),
  'references?': list(
    'External references of a document that stands for several facts.',
    { type: 'string', minLength: 1, maxLength: 200 },
    { maxItems: 500 },
  ),
})

const documentFields = {
  document: text('Document number.'),
  status: oneOf('`reversed` once another document cancels it.', ['posted', 'reversed']),
  postingDate: date('Posting date.'),
  'documentDate?': date('Business date, where it is another than the posting date.'),
  references,
  'reversedBy?': text('Document that cancels this one.'),
  'reverses?': text('Document that this one cancels; its quantities are negative.'),
}

const quantities: Readonly<Record<string, Schema>> = {
  Quantity: object('A quantity with its unit. It must not be negative where something is posted.', {
    quantity: amount,
    unit: name(unit, 'EA'),
  }),
  ScrapQuantity: object('Scrap, with its reason.', {
    quantity: amount,
    unit: name(unit),
    'reason?': text('Reason code.', { maxLength: 200 }),
  }),
  Component: object('A component that was used and is issued in the same document.', {
    item: name('Item.'),
    'lot?': lot,
    'location?': name('Storage location; absent: that of the bill of material.'),
    quantity,
  }),
}

const confirmations: Readonly<Record<string, Schema>> = {
  ConfirmationCreate: object('What was done at an operation.', {
    order: name('Production order.', '100001'),
    operation: name('Operation of the order.', '0010'),
    'plant?': name('Plant of the order; may be left out where no other plant has the number.'),
    kind: oneOf('`final` ends the operation.', ['partial', 'final']),
    yield: quantity,
    'scrap?': ref('ScrapQuantity'),
    'rework?': quantity,
    ...postingFields('Posting date: the local date at the plant on which it happened, unless its period is closed.'),
    'components?': list('Explicit issues in the same document.', ref('Component'), { maxItems: 200 }),
    'text?': text('Free text.', { maxLength: 2000 }),
  }),
  ConfirmationPosted: object('A confirmation was posted.', {
    ...posted,
    order: text('Production order.'),
    operation: text('Operation.'),
    references,
    orderStatus: status,
  }),
  Confirmation: object('A posted confirmation, or a document that reverses one.', {
    ...documentFields,
    order: text('Production order.'),
    operation: text('Operation.'),
    kind: oneOf('`final` ended the operation.', ['partial', 'final']),
    yield: quantity,
    scrap: quantity,
    rework: quantity,
  }),
  ConfirmationList: entries('Confirmations, oldest first.', 'Confirmation'),
  ReversalCreate: object('Cancels a document whole.', {
    ...postingFields('Posting date of the reversal.'),
    'reason?': text('Why.', { maxLength: 2000 }),
  }),
  ReversalPosted: object('A document was cancelled.', {
    ...posted,
    document: text('Number of the reversal document.'),
    reverses: text('Document that it cancels.'),
    references: list('External references of the reversal.', { type: 'string' }),
  }),
}

const direction = oneOf('`issue` leaves stock, `receipt` enters it.', ['issue', 'receipt'])
const movements: Readonly<Record<string, Schema>> = {
  MovementCreate: object('Goods that leave stock (`issue`) or enter it (`receipt`).', {
    type: direction,
    plant: name('Plant.', 'P1'),
    item: name('Item.', 'C2'),
    quantity,
    location: name('Storage location.', 'PROD'),
    'lot?': lot,
    'stockType?': { ...stockType, default: 'unrestricted' },
    'order?': name('Production order that it is for.'),
    'operation?': name('Operation that it is for.'),
    ...postingFields('Posting date.'),
  }),
  MovementPosted: object('A movement was posted.', { ...posted, references }),
  Movement: object('A posted movement, or a document that reverses one.', {
    ...documentFields,
    type: direction,
    plant: text('Plant.'),
    item: text('Item.'),
    quantity,
    location: text('Storage location.'),
    lot: text('Lot; empty for none.'),
    stockType,
    'order?': text('Production order.'),
    'operation?': text('Operation.'),
  }),
  MovementList: entries('Movements, oldest first.', 'Movement'),
}

const orders: Readonly<Record<string, Schema>> = {
  OrderAction: object('Nothing needs to be said.', {}),
  OrderStatus: object('Status after the call.', { order: text('Production order.'), status }),
  ProductionOrder: object('A production order and how far it is.', {
    order: text('Production order.'),
    plant: text('Plant.'),
    item: text('Item that it makes.'),
    revision: text('Revision of the bill of material.'),
    quantity,
    status,
    locked: flag('True while somebody edits it; postings are refused with ORDER_LOCKED.'),
    operations: list(
      'Routing, in order.',
      object('An operation; quantities in the base unit of the item, net of reversals.', {
        operation: text('Operation.'),
        workCentre: text('Work centre.'),
        receipt: flag('True if its confirmation receives finished goods.'),
        yield: number('Good quantity confirmed.'),
        scrap: number('Scrap confirmed.'),
        rework: number('Rework confirmed.'),
        final: flag('True if it is finally confirmed.'),
      }),
    ),
  }),
  ProductionOrderList: entries('Production orders.', 'ProductionOrder'),
}

const masterData: Readonly<Record<string, Schema>> = {
  StockBalance: object('A balance.', {
    plant: text('Plant.'),
    item: text('Item.'),
    location: text('Storage location.'),
    lot: text('Lot; empty for none.'),
    stockType,
    quantity,
  }),
  StockList: entries('Balances.', 'StockBalance'),
  Item: object('An item.', {
    item: text('Item.'),
    description: text('What it is.'),
    baseUnit: text('Unit that stock is kept in.'),
    decimals: wholeNumber('Decimal places that are kept; a posting is rounded half-up.', 0),
    lotManaged: flag('True if stock is kept by lot.'),
    conversions: list(
      '1 unit = numerator / denominator base units.',
      object('A conversion.', { unit: text('Unit.'), numerator: number('Numerator.'), denominator: number('Denominator.') }),
    ),
  }),
  ItemList: entries('Items.', 'Item'),
  Bom: object('A bill of material.', {
    item: text('Item that is made.'),
    plant: text('Plant.'),
    revision: text('Revision.'),
    lines: list(
      'Components.',
      object('A component.', {
        item: text('Component.'),
        rate: quantity,
        issue: oneOf('`backflush`: issued with the confirmation; `explicit`: by a movement or component line of its own.', [
          'backflush',
          'explicit',
        ]),
        operation: text('Operation that uses it.'),
        location: text('Storage location that it is issued from.'),
      }),
    ),
  }),
  BomList: entries('Bills of material of the item.', 'Bom'),
  PostingPeriod: object('A posting period.', {
    company: text('Company.'),
    from: date('First day.'),
    to: date('Last day.'),
    open: flag('False refuses postings, where the system enforces it.'),
  }),
  PostingPeriodList: entries('Posting periods.', 'PostingPeriod'),
}

export const schemas: Readonly<Record<string, Schema>> = { ...quantities, ...confirmations, ...movements, ...orders, ...masterData }

/** What the refusals say besides code and message. */
export const details: Readonly<Record<string, Schema>> = {
  order: text('Order that it is about.'),
  operation: text('Operation that it is about.'),
  item: text('Item that it is about.'),
  plant: text('Plant that it is about.'),
  plants: list('Plants that have the number.', { type: 'string' }),
  location: text('Storage location that it is about.'),
  lot: text('Lot that it is about.'),
  unit: text('Unit that is not known.'),
  units: list('Units that the item knows.', { type: 'string' }),
  decimals: wholeNumber('Decimal places that are kept of the item.', 0),
  document: text('Document that it is about.'),
  reference: text('Reference that is taken.'),
  status: text('Status of the order.'),
  company: text('Company whose posting periods hold.'),
  postingDate: text('Date that was asked for.'),
  nextOpenDate: text('First day of the next open posting period; absent where there is none or where policy sends the posting to people.', {
    format: 'date',
  }),
  policy: oneOf('Where a posting of a closed period belongs.', ['first-open-period', 'exception']),
  limit: number('Most that may be confirmed.'),
  confirmed: number('Confirmed so far.'),
  balance: number('Stock balance before.'),
  required: number('Quantity asked for.'),
}
