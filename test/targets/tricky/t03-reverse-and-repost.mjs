// T03: when it does not know whether a posting arrived, it takes back what it finds and posts anew. Three documents, one net effect.
import { run } from '../../../examples/reference/run.js'
import { standardParts } from '../../../examples/reference/integration.js'
import { businessDate } from '../../../examples/reference/business-date.js'
import { isReversal } from '../../../examples/reference/postings.js'
import { headersOf } from '../../../examples/reference/settle.js'

/** How what was posted there is taken back. What is not named here cannot be, and is looked up as usual. */
const takenBackBy = {
  '/confirmations': 'reversal',
  '/goods-movements': 'reversal',
  '/nonconformances': 'cancellation',
  '/notifications': 'cancellation',
}

async function bodyFor(fact, way, { parts, ...context }) {
  if (way === 'cancellation') return { reason: 'It is not known whether it arrived.' }
  const zone = await parts.zoneOf(fact.data.plant, context)
  return { postingDate: fact.postingDate ?? businessDate(fact.data.occurredAt, zone) }
}

await run({
  parts: {
    // An honoured key would answer the second posting with the document that is reversed by now.
    names: (fact, task) => ({ ...standardParts.names(fact, task), idempotencyKey: undefined }),
    async recover(fact, context, task) {
      const { system, collection } = task
      const way = takenBackBy[collection]
      // A reversal cannot be reversed; the ERP refuses its repetition by itself.
      if (!way || isReversal(fact)) return standardParts.recover(fact, context, task)
      const { reference, correlation } = context.parts.names(fact, task)
      const headers = headersOf({ correlation })
      const there = system === 'erp' ? context.erp : context.systems[system]
      const items = await there.documentsWith(collection, reference, { plant: fact.data.plant, headers })
      if (items === null) return { kind: 'unknown' }
      const live = items.find((item) => item.status !== 'reversed')
      if (!live) return { kind: 'absent' }
      const path = `${collection}/${encodeURIComponent(live.document)}/${way}`
      const answer = await there.call('POST', path, { headers, body: await bodyFor(fact, way, context) })
      // Whether this one arrived is as uncertain as before, so it is looked up again next time.
      return context.parts.meaningOf(answer).kind === 'posted' ? { kind: 'absent' } : { kind: 'unknown' }
    },
  },
})
