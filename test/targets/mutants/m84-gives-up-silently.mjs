// M84: what is not taken at the third try is dropped, and nobody is told.
import { run } from '../../../examples/reference/run.js'
import { standardParts } from '../../../examples/reference/integration.js'

await run({
  parts: {
    async settle(fact, progress, context) {
      const waitMs = await standardParts.settle(fact, progress, context)
      if (waitMs === null || progress.attempts < 3) return waitMs
      context.store.settle(fact, 'ignored')
      return null
    },
  },
})
