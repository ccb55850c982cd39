import { NotTranslatable, wanted } from '../postings.js'
import { revisionTypes } from '../revisions.js'

/** What the ERP's words for the status of an order are on the shop floor. Whatever is not in it is for people. */
const floorStatus = { released: 'dispatched' }

/** ERP → MES: an order that was released comes to the shop floor, by the revision that it was released with. */
export const orderDispatch = {
  types: ['org.mfgsync.erp.production-order.released.v1'],

  async *tasks(fact, { store }) {
    const { plant, order, item, revision, quantity, unit } = wanted(fact.data, ['plant', 'order', 'item', 'revision'])
    const status = floorStatus[fact.data.status]
    if (status === undefined) throw new NotTranslatable(`Status "${fact.data.status}" of order ${order} is nothing on the shop floor.`)
    // A revision that is on its way has to be there first.
    const making = store.ofType(revisionTypes.complete).filter(({ data }) => data.item === item && data.revision === revision)
    if (making.some(({ state }) => state === 'open')) return yield { wait: true }
    const path = `/production-orders/${encodeURIComponent(order)}?${new URLSearchParams({ plant })}`
    yield { name: 'mes', system: 'mes', method: 'PUT', path, body: { item, revision, quantity: { quantity, unit }, status } }
  },
}
