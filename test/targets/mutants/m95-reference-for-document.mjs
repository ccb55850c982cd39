// M95: names the business key of a confirmation where the number of its document belongs.
import { run } from '../../../examples/reference/run.js'
import { standardParts } from '../../../examples/reference/integration.js'

await run({
  parts: {
    async settle(fact, progress, context) {
      const call = (method, path, options) => {
        const wrong = path.endsWith('/reversal') ? `/confirmations/${fact.data.confirmation}/reversal` : path
        return context.erp.call(method, wrong, options)
      }
      return standardParts.settle(fact, progress, { ...context, erp: { ...context.erp, call } })
    },
  },
})
