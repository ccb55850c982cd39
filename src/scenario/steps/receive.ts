import { types, type ReceiptPayload } from '../../flows/warehouse.js'
import type { Item, PurchaseOrderLine } from '../../domain/master.js'
import { settings as settingsOf, formatted, text } from '../schema-parts.js'
import type { StepContext, StepKind, StepSettings } from './contract.js'
import { factPicker } from './fact-keys.js'
import {
  amount,
  at,
  binName,
  binOf,
  itemName,
  itemOf,
  mustIn,
  lotName,
  lotOf,
  measuredOf,
  momentOf,
  plant,
  plantOf,
  unitName,
  warehouse,
} from './goods.js'

const ssccStart = 340_123_450_000_000_000
const palletsMax = 100

/** The line of a purchase order that the goods are of. Of an item that there is not, any of that number is right. */
function orderedOf(
  item: Item | undefined,
  at_plant: string,
  settings: StepSettings,
  { build: { landscape }, problem }: StepContext,
): PurchaseOrderLine | undefined {
  const { purchaseOrders = [], names } = landscape
  const { line, item: named, 'purchase-order': written } = settings
  const number = names['purchase-order']?.get(String(written)) ?? written
  const ordered = purchaseOrders.filter((each) => each.plant === at_plant && (!item || each.item === item.id))
  const found = ordered.find((each) => each.purchaseOrder === number && each.line === line)
  if (found) return found
  const known = ordered.map((each) => `${each.purchaseOrder}/${each.line}`).join(', ')
  const wanted = `with a line ${String(line)}${item ? ` of item "${String(named)}"` : ''}`
  const nothing = item ? 'nothing of it was ordered' : 'nothing was ordered there'
  problem(
    ['purchase-order'],
    `plant ${at_plant} has no purchase order "${String(written)}" ${wanted}`,
    known === '' ? nothing : `there is ${known}`,
  )
  return undefined
}

/** Goods come in at the dock, against a line of a purchase order. */
export const receive: StepKind = {
  verb: 'receive',
  title: 'The warehouse receives goods against a purchase order; where they have to be inspected, quality takes a sample.',
  phases: ['burst', 'heal'],
  schema: settingsOf(
    {
      at,
      plant,
      item: itemName,
      lot: lotName,
      quantity: amount('Quantity.'),
      unit: unitName,
      bin: binName('Bin that they are received into'),
      'purchase-order': text('Purchase order, by the name that the set of data has for it.', 200),
      line: { ...text('Its line.', 20), default: '10' },
      'supplier-lot': text('Lot as the supplier calls it.', 200),
      expiry: formatted('date', 'Last day on which the lot may be used.'),
      origin: { ...text('Country that the lot comes from.', 20), default: 'DE' },
    },
    ['item', 'quantity', 'bin', 'purchase-order'],
  ),
  picker: factPicker,
  apply(settings, context) {
    const { build } = context
    const [at_plant, item] = [plantOf(settings, context), itemOf(settings, context)]
    // Whatever is wrong is told, not the first thing only.
    const bin = at_plant === undefined ? undefined : binOf('bin', at_plant, settings, context)
    const lot = item && lotOf(item, settings, context)
    const measured = item && measuredOf('quantity', item, settings, context)
    const found = at_plant === undefined ? undefined : orderedOf(item, at_plant, settings, context)
    const { origin } = settings
    const story = build.story(warehouse)
    // Something is wrong with its receipt, and not with what is said of the lot later.
    if (at_plant === undefined || !item || bin === undefined || lot === undefined || !measured || !found) {
      if (at_plant !== undefined && item && lot !== undefined) story.received.push({ plant: at_plant, item: item.id, lot, bin: '' })
      story.broken.add('receipt')
      return
    }
    const at_ms = momentOf(settings, context)
    const { quantity, unit, base } = measured
    const count = Math.min(palletsMax, Math.max(1, Math.ceil(quantity)))
    const before = story.received.length * palletsMax
    const sscc = Array.from({ length: unit === item.baseUnit ? 1 : count }, (_, index) => String(ssccStart + before + index + 1))
    const { 'supplier-lot': supplierLot, expiry } = settings
    const attributes = {
      ...(supplierLot !== undefined && { supplierLot: String(supplierLot) }),
      ...(expiry !== undefined && { expiry: String(expiry) }),
      origin: String(origin),
    }
    const key = { plant: at_plant, item: item.id, lot }
    const fact = build.fact<ReceiptPayload>(
      'receipt',
      ({ key: receipt, occurredAt }) => ({
        receipt,
        plant: at_plant,
        purchaseOrder: found.purchaseOrder,
        line: found.line,
        vendor: found.vendor,
        sscc,
        item: item.id,
        lot: lot === '' ? { lot } : { lot, ...attributes },
        quantity,
        unit,
        bin,
        occurredAt,
      }),
      at_ms,
      { type: types.receipt, must: mustIn(context, at_plant, [bin], at_ms) },
    )
    const goods = { ...key, bin, quantity, unit, sscc, ...(lot !== '' && attributes) }
    build.step('wms', { do: 'receive', ...goods }, at_ms, `receive-${story.received.length + 1}`)
    if (item.inspectionRequired === true)
      build.step('qms', { do: 'open-inspection', ...key }, at_ms, `inspect-${story.received.length + 1}`)
    story.received.push({ ...key, bin, quantity: base })
    story.handled.push({ cause: 'receipt', fact, at_ms, plant: at_plant, item, lot, moved: [{ ...key, bin, at_ms, change: base }] })
  },
}
