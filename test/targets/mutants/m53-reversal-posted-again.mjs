// M53: it reads only the confirmation that a cancellation names, and posts that once more.
import { run } from '../../../examples/reference/run.js'
import { standardParts } from '../../../examples/reference/integration.js'
import { isReversal } from '../../../examples/reference/postings.js'

await run({
  parts: {
    async settle(fact, progress, context) {
      if (!isReversal(fact)) return standardParts.settle(fact, progress, context)
      const original = context.store.byKey(fact.data.confirmation, fact.source)
      if (!original || original.state === 'open') return 50
      return standardParts.settle({ ...fact, type: original.type, data: original.data }, progress, context)
    },
  },
})
