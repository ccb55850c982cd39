// M96: posts the operations of an order side by side, the last one first, and hands to people what the ERP then refuses.
import { run } from '../../../examples/reference/run.js'
import { standardParts } from '../../../examples/reference/integration.js'

await run({
  parts: {
    factOf(event) {
      const fact = standardParts.factOf(event)
      return fact && { ...fact, stream: `${fact.stream}/${fact.data.operation}` }
    },
    ready: (stream, { store }) => store.openOf(stream),
    async settle(fact, progress, context) {
      // The first operation is nobody's hurry.
      if (progress.attempts === 0 && fact.data.operation === '0010') {
        progress.attempts += 1
        return 1400
      }
      return standardParts.settle(fact, progress, context)
    },
  },
})
