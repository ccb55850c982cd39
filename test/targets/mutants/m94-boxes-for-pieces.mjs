// M94: reports the pieces of every final confirmation as boxes.
import { run } from '../../../examples/reference/run.js'
import { standardParts } from '../../../examples/reference/integration.js'

await run({
  parts: {
    async settle(fact, progress, context) {
      const call = (method, path, options = {}) => {
        const { body } = options
        const boxes = body?.kind === 'final' && { yield: { ...body.yield, unit: 'BOX' } }
        return context.erp.call(method, path, boxes ? { ...options, body: { ...body, ...boxes } } : options)
      }
      return standardParts.settle(fact, progress, { ...context, erp: { ...context.erp, call } })
    },
  },
})
