import { lotNumber, lotTypes } from '../lots.js'
import { datesOf, NotTranslatable, quantityOf, wanted } from '../postings.js'
import { locationOf } from '../tables.js'

/** WMS → ERP: what was received. Until quality has decided, what has to be inspected lies in quality stock. */
export const receipt = {
  types: [lotTypes.received],

  async *tasks(fact, context) {
    const { data } = fact
    const { plant, item, bin } = wanted(data, ['plant', 'item', 'bin'])
    // Its item may still be on its way.
    const known = await context.tables.item(item)
    if (!known) return yield { wait: true }
    const { supplierLot, expiry, origin } = typeof data.lot === 'object' && data.lot !== null ? data.lot : {}
    const lot = lotNumber(data)
    if (known.lotManaged && lot === '') throw new NotTranslatable(`${item} is kept in lots, and the receipt names none.`)
    const body = {
      type: 'receipt',
      plant,
      item,
      ...(lot !== '' && { lot, lotAttributes: { supplierLot, expiry, origin } }),
      // Never unrestricted first: it would be used.
      stockType: known.inspectionRequired ? 'quality' : 'unrestricted',
      location: await locationOf(context, plant, bin),
      quantity: quantityOf(data, 'quantity'),
      ...(data.purchaseOrder && { purchaseOrder: data.purchaseOrder, purchaseOrderLine: data.line }),
      ...(await datesOf(fact, context)),
    }
    yield { name: 'receipt', system: 'erp', path: '/goods-movements', body, collection: '/goods-movements' }
  },
}
