// M143: it looks for the document to cancel by operation and quantity, and takes the last one that looks alike, whichever order it is of.
import { run } from '../../../examples/reference/run.js'
import { standardParts } from '../../../examples/reference/integration.js'
import { isReversal } from '../../../examples/reference/postings.js'

await run({
  parts: {
    async settle(fact, progress, context) {
      if (!isReversal(fact)) return standardParts.settle(fact, progress, context)
      const original = context.store.byKey(fact.data.confirmation, fact.source)
      if (original?.state !== 'posted') return 50
      const { operation, yield: good } = original.data
      const { status, body } = await context.erp.call('GET', '/confirmations')
      if (status !== 200) return 50
      const alike = body.items.filter(
        (item) => item.status === 'posted' && !item.reverses && item.operation === operation && item.yield.quantity === good.quantity,
      )
      const document = alike.at(-1)?.document ?? original.document
      const store = { ...context.store, byKey: () => ({ ...original, document }) }
      return standardParts.settle(fact, progress, { ...context, store })
    },
  },
})
