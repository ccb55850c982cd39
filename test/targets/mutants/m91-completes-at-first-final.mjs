// M91: completes the order technically with the first final confirmation of any of its operations.
import { run } from '../../../examples/reference/run.js'
import { standardParts } from '../../../examples/reference/integration.js'

await run({
  parts: {
    async settle(fact, progress, context) {
      const wait = await standardParts.settle(fact, progress, context)
      if (wait === null && fact.data.kind === 'final')
        await context.erp.call('POST', `/production-orders/${fact.data.order}/technical-completion`, {
          headers: { 'x-correlation-id': fact.key },
          body: {},
        })
      return wait
    },
  },
})
