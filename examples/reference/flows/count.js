import { lotNumber } from '../lots.js'
import { datesOf, quantityOf, wanted } from '../postings.js'
import { locationOf } from '../tables.js'

/**
 * WMS → ERP: what was counted. The ERP takes the difference to what the warehouse thought it had at that moment: its own figure is another
 * one, as long as movements are under way.
 */
export const count = {
  types: ['org.mfgsync.wms.count.completed.v1'],

  async *tasks(fact, context) {
    const { data } = fact
    const { plant, item, bin, unit } = wanted(data, ['plant', 'item', 'bin', 'unit'])
    const counted = Number(quantityOf({ quantity: data.counted, unit }, 'counted').quantity)
    const book = Number(quantityOf({ quantity: data.book, unit }, 'book').quantity)
    // Neither may have more decimals than this.
    const difference = Number((counted - book).toFixed(6))
    if (difference === 0) return
    const lot = lotNumber(data)
    const body = {
      type: 'adjustment',
      plant,
      item,
      ...(lot !== '' && { lot }),
      location: await locationOf(context, plant, bin),
      quantity: { quantity: difference, unit },
      ...(await datesOf(fact, context)),
    }
    yield { name: 'adjustment', system: 'erp', path: '/goods-movements', body, collection: '/goods-movements' }
  },
}
