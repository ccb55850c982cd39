import { isHeld, lotNumber } from '../lots.js'
import { datesOf, quantityOf, wanted } from '../postings.js'
import { locationOf } from '../tables.js'

/** WMS → ERP: goods that were put away, picked or moved. What stays within a storage location is no movement to the ERP. */
export const movement = {
  types: ['org.mfgsync.wms.putaway.completed.v1', 'org.mfgsync.wms.pick.completed.v1', 'org.mfgsync.wms.transfer.completed.v1'],

  async *tasks(fact, context) {
    const { data } = fact
    const { plant, item, fromBin, toBin } = wanted(data, ['plant', 'item', 'fromBin', 'toBin'])
    const [from, to] = [await locationOf(context, plant, fromBin), await locationOf(context, plant, toBin)]
    if (from === to) return
    if (data.order && isHeld(data, data.occurredAt, context)) return yield { wait: true }
    const lot = lotNumber(data)
    const body = {
      type: 'transfer',
      plant,
      item,
      ...(lot !== '' && { lot }),
      ...(data.stockType && { stockType: data.stockType }),
      location: from,
      to: { location: to },
      quantity: quantityOf(data, 'quantity'),
      ...(await datesOf(fact, context)),
    }
    yield { name: 'transfer', system: 'erp', path: '/goods-movements', body, collection: '/goods-movements' }
  },
}
