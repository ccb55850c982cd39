// T03: when it does not know whether a posting arrived, it reverses what it finds and posts anew. Three documents, one net effect.
import { run } from '../../../examples/reference/run.js'
import { standardParts } from '../../../examples/reference/integration.js'
import { businessDate } from '../../../examples/reference/business-date.js'
import { collectionOf, isReversal } from '../../../examples/reference/postings.js'
import { headersOf } from '../../../examples/reference/settle.js'

await run({
  parts: {
    // An honoured key would answer the second posting with the document that is reversed by now.
    names: (fact) => ({ ...standardParts.names(fact), idempotencyKey: undefined }),
    async recover(fact, context) {
      // A reversal cannot be reversed; the ERP refuses its repetition by itself.
      if (isReversal(fact)) return standardParts.recover(fact, context)
      const collection = collectionOf(fact)
      const headers = headersOf({ correlation: fact.key })
      const items = await context.erp.documentsWith(collection, fact.key, { plant: fact.data.plant, headers })
      if (items === null) return { kind: 'unknown' }
      const live = items.find((item) => item.status === 'posted')
      if (!live) return { kind: 'absent' }
      const zone = await context.parts.zoneOf(fact.data.plant, context)
      const answer = await context.erp.call('POST', `${collection}/${encodeURIComponent(live.document)}/reversal`, {
        headers,
        body: { postingDate: fact.postingDate ?? businessDate(fact.data.occurredAt, zone) },
      })
      // Whether this one arrived is as uncertain as before, so it is looked up again next time.
      return context.parts.meaningOf(answer).kind === 'posted' ? { kind: 'absent' } : { kind: 'unknown' }
    },
  },
})
