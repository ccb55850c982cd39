// M176: "completed" on the shop floor it takes for "closed" in the ERP: it closes an order once all of its operations have ended.
import { run } from '../../../examples/reference/run.js'
import { standardParts } from '../../../examples/reference/integration.js'

const ended = new Map()

await run({
  parts: {
    async settle(fact, progress, context) {
      const wait = await standardParts.settle(fact, progress, context)
      const { order, operation, kind, plant } = fact.data
      if (wait !== null || kind !== 'final' || fact.side) return wait
      ended.set(order, (ended.get(order) ?? new Set()).add(operation))
      const path = `/production-orders/${order}`
      const { body } = await context.erp.call('GET', `${path}?${new URLSearchParams({ plant })}`)
      if (body.operations.every((each) => ended.get(order).has(each.operation)))
        for (const action of ['technical-completion', 'closure']) await context.erp.call('POST', `${path}/${action}`, { body: {} })
      return wait
    },
  },
})
