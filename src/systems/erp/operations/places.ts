import { quantityToNumber } from '../../../domain/quantity.js'
import { get, success, type Operation, type Parameter } from '../../operation.js'
import { entries, name, number, object, oneOf, text, type Schema } from '../../shared/schema.js'
import { statusOf, type OrderedLine } from '../purchase-orders.js'
import type { Erp } from '../state.js'

const plant: Parameter = { name: 'plant', in: 'query', schema: name('Plant.') }

export const placeSchemas: Readonly<Record<string, Schema>> = {
  LocationMapping: object('Bins of the warehouse that are one storage location.', {
    plant: text('Plant.'),
    pattern: text('Name of a bin; with a star at its end, all whose names begin so. The longest that fits decides.'),
    location: text('Storage location.'),
  }),
  LocationMap: entries(
    'The map; within a plant the longest patterns first. A bin that none fits belongs to no location.',
    'LocationMapping',
  ),
  PurchaseOrderLine: object('A line of a purchase order.', {
    purchaseOrder: text('Purchase order.'),
    line: text('Line.'),
    plant: text('Plant.'),
    item: text('Item.'),
    vendor: text('Vendor.'),
    quantity: number('What was ordered, in `unit`.'),
    unit: text('Unit of the quantity.'),
    ordered: number('What was ordered, in the base unit of the item.'),
    received: number('What was received, in the base unit, net of reversals.'),
    overTolerance: number('Fraction that may be delivered beyond it.'),
    status: oneOf('`complete` once all that was ordered is there.', ['open', 'partly', 'complete']),
  }),
  PurchaseOrderList: entries('Lines of purchase orders.', 'PurchaseOrderLine'),
}

const locationMap: Operation<Erp, { readonly plant?: string }> = {
  ...get('/location-map'),
  id: 'location-map.query',
  title: 'Which bin is which storage location',
  description: 'Of every plant, or of one. The same bin may be another location in another plant, and a bin may be none.',
  parameters: [plant],
  success: success(200, 'The map.', 'LocationMap', { items: [{ plant: 'P1', pattern: 'DOCK-*', location: 'RC01' }] }),
  run: ({ books }, { plant: at }) => ({ result: { items: books.locationMap.rows(at) } }),
}

function view(ordered: OrderedLine): Readonly<Record<string, unknown>> {
  const { purchaseOrder, line, plant: at, item, vendor, quantity, unit, overTolerance = '0' } = ordered.master
  return {
    purchaseOrder,
    line,
    plant: at,
    item,
    vendor,
    quantity: quantityToNumber(quantity),
    unit,
    ordered: quantityToNumber(ordered.ordered),
    received: quantityToNumber(ordered.received),
    overTolerance: quantityToNumber(overTolerance),
    status: statusOf(ordered),
  }
}

const purchaseOrders: Operation<Erp, { readonly plant?: string; readonly purchaseOrder?: string; readonly item?: string }> = {
  ...get('/purchase-orders'),
  id: 'purchase-order.query',
  title: 'Lines of purchase orders',
  description: 'What was ordered, and what of it was received. Every parameter narrows it.',
  parameters: [
    plant,
    { name: 'purchaseOrder', in: 'query', schema: name('Purchase order.') },
    { name: 'item', in: 'query', schema: name('Item.') },
  ],
  success: success(200, 'The lines.', 'PurchaseOrderList', {
    items: [
      {
        purchaseOrder: 'PO-000001',
        line: '10',
        plant: 'P1',
        item: 'C9',
        vendor: 'V-20',
        quantity: 640,
        unit: 'EA',
        ordered: 640,
        received: 512,
        overTolerance: 0,
        status: 'partly',
      },
    ],
  }),
  run({ books }, { plant: at, purchaseOrder, item }) {
    const fits = (wanted: string | undefined, is: string): boolean => wanted === undefined || wanted === is
    const found = books.purchaseOrders.all.filter(
      ({ master }) => fits(at, master.plant) && fits(purchaseOrder, master.purchaseOrder) && fits(item, master.item),
    )
    return { result: { items: found.map(view) } }
  },
}

export const placeOperations: readonly Operation<Erp, never>[] = [locationMap, purchaseOrders]
