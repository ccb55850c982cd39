import { orderStatuses } from '../../domain/order-status.js'
import { date, entries, flag, list, number, object, oneOf, ref, text, wholeNumber, type Schema } from '../shared/schema.js'

export const stockTypes = ['unrestricted', 'quality', 'blocked'] as const
export const stockTypeSchema = oneOf('Stock type.', stockTypes)
export const orderStatus = oneOf('Status of the order, in the order of its life.', orderStatuses)
export const lotSchema = text('Lot; empty or absent for an item without lots.', { maxLength: 200 })
const quantity = ref('Quantity')

const orders: Readonly<Record<string, Schema>> = {
  OrderAction: object('Nothing needs to be said.', {}),
  OrderRelease: object('When it is released.', { 'on?': date('Day of the plant on which it is released.') }),
  OrderStatus: object('Status after the call.', { order: text('Production order.'), status: orderStatus }),
  ProductionOrder: object('A production order and how far it is.', {
    order: text('Production order.'),
    plant: text('Plant.'),
    item: text('Item that it makes.'),
    revision: text('Revision of the bill of material.'),
    quantity,
    status: orderStatus,
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
  Plant: object('A factory.', {
    plant: text('Plant.'),
    company: text('Company whose posting periods hold for it.'),
    timeZone: text('Time zone of the plant: an IANA name.'),
    postingTimeZone: text('Time zone in which what happens there is dated when it is posted.'),
  }),
  PlantList: entries('Plants.', 'Plant'),
  StockBalance: object('A balance.', {
    plant: text('Plant.'),
    item: text('Item.'),
    location: text('Storage location.'),
    lot: text('Lot; empty for none.'),
    stockType: stockTypeSchema,
    quantity,
  }),
  StockList: entries('Balances.', 'StockBalance'),
  Item: object('An item.', {
    item: text('Item.'),
    description: text('What it is.'),
    baseUnit: text('Unit that stock is kept in.'),
    decimals: wholeNumber('Decimal places that are kept; a posting is rounded half-up, or refused (`whole_units`).', 0),
    lotManaged: flag('True if stock is kept by lot.'),
    conversions: list(
      '1 unit = numerator / denominator base units.',
      object('A conversion.', { unit: text('Unit.'), numerator: number('Numerator.'), denominator: number('Denominator.') }),
    ),
    'kind?': text('`finished`, `assembly`, `phantom`, `purchased`, `drawing`.'),
    'serialManaged?': flag('Kept by serial number.'),
    'inspectionRequired?': flag('True if what is received of it lies in quality stock until quality has decided.'),
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
          'none',
        ]),
        operation: text('Operation that uses it.'),
        location: text('Storage location that it is issued from.'),
      }),
    ),
  }),
  BomRevision: object('A bill of material of one revision in one plant, as far as it was written.', {
    bom: text('Its number.'),
    revisionId: text('Number of the revision.'),
    alternative: wholeNumber('1 for the first one of the revision.', 1),
    plant: text('Plant.'),
    item: text('Item that is made.'),
    revision: text('Revision.'),
    status: oneOf('`retired` once it holds no more from some day on.', ['inactive', 'active', 'retired']),
    version: wholeNumber('Highest version that was written; 0 for none.', 0),
    references: list('External references that it was created with.', { type: 'string' }),
    'header?': object('What it is, and for how much of it.', { description: text('What it is.'), baseQuantity: quantity }),
    'lines?': list(
      'Components, for the base quantity.',
      object('A component.', {
        item: text('Component.'),
        rate: quantity,
        operation: text('Operation that uses it.'),
        issue: oneOf('How it is issued.', ['backflush', 'explicit', 'none']),
        demand: flag('An order reserves it.'),
        location: text('Storage location that it is issued from.'),
      }),
    ),
    'substitutes?': list(
      'What may be taken in place of a component.',
      object('A substitute.', {
        primary: text('Component.'),
        substitute: text('What may be taken.'),
        priority: wholeNumber('The component itself has priority 1.', 1),
        ratio: number('So many of it for one of the component.'),
      }),
    ),
    'effectivity?': list(
      'When it holds, in dates of the plant.',
      object('An interval.', { from: text('First day.'), 'to?': text('Exclusive.') }),
    ),
  }),
  BomRevisionList: entries('Bills of material, in order of creation.', 'BomRevision'),
  Reservation: object('What an order needs of a component.', {
    item: text('Component.'),
    operation: text('Operation that uses it.'),
    quantity,
  }),
  ReservationList: entries('Reservations of the order.', 'Reservation'),
  BomList: entries('Bills of material of the item.', 'Bom'),
  PostingPeriod: object('A posting period.', {
    company: text('Company.'),
    from: date('First day.'),
    to: date('Last day.'),
    open: flag('False refuses postings, where the system enforces it.'),
  }),
  PostingPeriodList: entries('Posting periods.', 'PostingPeriod'),
}

export const schemas: Readonly<Record<string, Schema>> = { ...orders, ...masterData }

/** What the refusals say besides code and message. */
export const details: Readonly<Record<string, Schema>> = {
  order: text('Order that it is about.'),
  operation: text('Operation that it is about.'),
  item: text('Item that it is about.'),
  plant: text('Plant that it is about.'),
  plants: list('Plants that have the number or the lot.', { type: 'string' }),
  location: text('Storage location that it is about.'),
  lot: text('Lot that it is about.'),
  unit: text('Unit that is not known.'),
  units: list('Units that the item knows.', { type: 'string' }),
  decimals: wholeNumber('Decimal places that are kept of the item.', 0),
  document: text('Document that it is about.'),
  bom: text('Bill of material that it is about.'),
  revision: text('Revision that it is about.'),
  vendor: text('Vendor that it is about.'),
  version: wholeNumber('Version that is there.', 0),
  missing: list('What is missing.', { type: 'string' }),
  reference: text('Reference that is taken.'),
  status: text('Status of the order.'),
  company: text('Company whose posting periods hold.'),
  postingDate: text('Date that was asked for.'),
  nextOpenDate: text('First day of the next open posting period; absent where there is none or where policy sends the posting to people.', {
    format: 'date',
  }),
  policy: oneOf('Where a posting of a closed period belongs.', ['first-open-period', 'exception']),
  purchaseOrder: text('Purchase order that it is about.'),
  received: number('Received so far.'),
  limit: number('Most that may be confirmed, or received.'),
  confirmed: number('Confirmed so far.'),
  balance: number('Stock balance before.'),
  required: number('Quantity asked for.'),
}
