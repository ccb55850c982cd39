// M02: it acknowledges on receipt and keeps its inbox in memory.
import { run } from '../../../examples/reference/run.js'
import { standardParts } from '../../../examples/reference/integration.js'
import { startAnywhere } from '../shared/start-anywhere.mjs'

await run({
  settings: { database: ':memory:', gapWaitMs: 3000 },
  parts: {
    // A memory that is lost cannot tell where an order stood: it goes on with what comes.
    ...startAnywhere(),
    // Nor what was posted: it asks the ERP each time, so that it loses facts and never doubles them.
    settle(fact, progress, context) {
      if (progress.attempts === 0) progress.inDoubt = true
      return standardParts.settle(fact, progress, context)
    },
  },
})
