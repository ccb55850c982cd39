import { lotNumber, lotTypes, receiptOf } from '../lots.js'
import { datesOf, wanted } from '../postings.js'

/** QMS → ERP, WMS: what quality has decided about a lot. What was accepted may be used; what was rejected may not. */
export const lotStatus = {
  types: [lotTypes.decided],

  async *tasks(fact, context) {
    const { data } = fact
    const { plant, item, unit } = wanted(data, ['plant', 'item', 'unit'])
    const lot = lotNumber(data)
    // A decision can overtake its receipt.
    const place = await receiptOf(data, context)
    if (!place) return yield { wait: true }
    const parts = [
      { stockType: 'unrestricted', quantity: data.accepted },
      { stockType: 'blocked', quantity: data.rejected },
    ].filter(({ quantity }) => Number(quantity) !== 0)
    for (const [index, { stockType, quantity }] of parts.entries()) {
      // Several documents of a fact: each has a name of its own.
      const part = parts.length > 1 ? index + 1 : undefined
      const what = { plant, item, lot, quantity: { quantity, unit } }
      const move = { ...what, type: 'transfer', location: place.location, stockType: 'quality', to: { stockType } }
      const body = { ...move, ...(await datesOf(fact, context)) }
      yield { name: `erp ${stockType}`, system: 'erp', path: '/goods-movements', body, collection: '/goods-movements', part }
    }
    for (const [index, { stockType, quantity }] of parts.entries()) {
      const part = parts.length > 1 ? index + 1 : undefined
      const body = { plant, item, lot, bin: place.bin, from: 'quality', to: stockType, quantity: { quantity, unit } }
      yield { name: `wms ${stockType}`, system: 'wms', path: '/stock-status-changes', body, collection: '/stock-status-changes', part }
    }
  },
}
