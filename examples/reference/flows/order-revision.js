import { revisionTypes } from '../revisions.js'
import { wanted } from '../postings.js'

/** PLM → ERP, MES: what becomes of an order that was begun under another revision. Without such a decision it keeps its own. */
export const orderRevision = {
  types: [revisionTypes.decided],

  async *tasks(fact, { store }) {
    const { plant, order, change, kind, toRevision } = fact.data
    wanted(fact.data, ['plant', 'order', 'kind'])
    if (kind !== 'rework') return
    // The revision has to be in force first.
    const words = [...store.ofType(revisionTypes.rolledBack), ...store.ofType(revisionTypes.complete)]
    const making = words.filter(({ data }) => (data.to ?? data.revision) === toRevision)
    if (making.length === 0 || making.some(({ state }) => state === 'open')) return yield { wait: true }
    const path = `/production-orders/${encodeURIComponent(order)}/revision`
    const body = { plant, change, revision: toRevision }
    yield { name: 'erp', system: 'erp', path, body, collection: '/order-changes' }
    yield { name: 'mes', system: 'mes', path, body: { plant, revision: toRevision } }
  },
}
