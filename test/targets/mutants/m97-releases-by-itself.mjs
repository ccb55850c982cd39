// M97: releases an order that is not released, and posts what had to wait.
import { run } from '../../../examples/reference/run.js'
import { standardParts } from '../../../examples/reference/integration.js'

await run({
  parts: {
    async settle(fact, progress, context) {
      const call = async (method, path, options) => {
        const answer = await context.erp.call(method, path, options)
        if (answer.body?.error?.code !== 'ORDER_NOT_RELEASED') return answer
        await context.erp.call('POST', `/production-orders/${fact.data.order}/release`, { body: {} })
        return context.erp.call(method, path, options)
      }
      return standardParts.settle(fact, progress, { ...context, erp: { ...context.erp, call } })
    },
  },
})
