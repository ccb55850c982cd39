import { isReversal, NotTranslatable, quantityOf, wanted } from '../postings.js'

const collection = '/nonconformances'

/** MES → QMS: scrap that was confirmed is a nonconformance, until the confirmation is cancelled. */
export const scrapToQuality = {
  side: 'scrap-to-quality',
  types: ['org.mfgsync.mes.confirmation.reported.v1', 'org.mfgsync.mes.confirmation.reversed.v1'],

  async *tasks(fact, context) {
    if (!context.systems.qms) return
    if (isReversal(fact)) yield* takenBack(fact, context)
    else yield* told(fact, context)
  },
}

async function* told({ data }, context) {
  const { scrap } = data
  if (!scrap || Number(scrap.quantity) === 0) return
  const { plant, order, operation } = wanted(data, ['plant', 'order', 'operation'])
  const item = await itemOf({ plant, order }, context)
  const body = { plant, order, operation, item, quantity: quantityOf(scrap, 'scrap'), ...(scrap.reason && { reason: scrap.reason }) }
  yield { name: 'nonconformance', system: 'qms', path: collection, body, collection }
}

/** What was told of the confirmation, if anything was: whatever is still being told is waited for. */
async function* takenBack(fact, context) {
  const { plant, confirmation } = wanted(fact.data, ['plant', 'confirmation'])
  const original = context.store.byKey(confirmation, fact.source, scrapToQuality.side)
  if (!original || original.state === 'open') return yield { wait: true }
  const { reference } = context.parts.names(original, { collection })
  const found = await context.systems.qms.documentsWith(collection, reference, { plant })
  if (found === null) return yield { wait: true }
  for (const { document, status } of found) {
    if (status !== 'posted') continue
    const path = `${collection}/${encodeURIComponent(document)}/cancellation`
    yield { name: `cancel ${document}`, system: 'qms', path, body: { reason: String(fact.data.reason ?? 'cancelled') } }
  }
}

/** What the order makes. The confirmation does not say it. */
async function itemOf({ plant, order }, { erp }) {
  const { status, body } = await erp.call('GET', `/production-orders/${encodeURIComponent(order)}?${new URLSearchParams({ plant })}`)
  if (status === 404) throw new NotTranslatable(`The ERP has no order ${order} in plant ${plant}.`)
  if (status !== 200) throw new Error(`the ERP did not answer for order ${order} (${status})`)
  return body.item
}
