// M90: closes the production order with its first final confirmation, and hands to people what is refused from then on.
import { run } from '../../../examples/reference/run.js'
import { standardParts } from '../../../examples/reference/integration.js'

await run({
  parts: {
    async settle(fact, progress, context) {
      const wait = await standardParts.settle(fact, progress, context)
      if (wait !== null || fact.data.kind !== 'final') return wait
      for (const action of ['technical-completion', 'closure'])
        await context.erp.call('POST', `/production-orders/${fact.data.order}/${action}`, { body: {} })
      return null
    },
  },
})
