import { bomOf, isWhole, revisionTypes } from '../revisions.js'
import { wanted } from '../postings.js'

/** PLM → ERP, MES: what becomes of an order that was begun under another revision. Without such a decision it keeps its own. */
export const orderRevision = {
  types: [revisionTypes.decided],

  async *tasks(fact, context) {
    const { store } = context
    const { plant, order, change, kind, toRevision } = fact.data
    wanted(fact.data, ['plant', 'order', 'kind'])
    if (kind !== 'rework') return
    // The revision has to be in force first.
    const words = [...store.ofType(revisionTypes.rolledBack), ...store.ofType(revisionTypes.complete)]
    if (!words.every(isWhole)) return yield { wait: true }
    const making = words.filter(({ data }) => (data.to ?? data.revision) === toRevision)
    const there = making.length > 0 ? making.every(({ state }) => state !== 'open') : await isActive(fact.data, context)
    if (!there) return yield { wait: true }
    const path = `/production-orders/${encodeURIComponent(order)}/revision`
    const body = { plant, change, revision: toRevision }
    yield { name: 'erp', system: 'erp', path, body, collection: '/order-changes' }
    yield { name: 'mes', system: 'mes', path, body: { plant, revision: toRevision } }
  },
}

/** Somebody else may bring revisions: then the ERP says which one is active. */
async function isActive({ plant, order, toRevision }, context) {
  const { status, body } = await context.erp.call(
    'GET',
    `/production-orders/${encodeURIComponent(order)}?${new URLSearchParams({ plant })}`,
  )
  if (status !== 200) throw new Error(`the ERP did not answer for order ${order} (${status})`)
  const bom = await bomOf({ item: body.item, revision: toRevision, plant }, context)
  return bom?.status === 'active'
}
