// M142: it takes the first confirmation of an operation for its final one.
import { run } from '../../../examples/reference/run.js'
import { standardParts } from '../../../examples/reference/integration.js'

const ended = new Set()

await run({
  parts: {
    factOf(event) {
      const fact = standardParts.factOf(event)
      const { order, operation, kind } = fact.data
      if (kind !== 'partial' || ended.has(`${order} ${operation}`)) return fact
      ended.add(`${order} ${operation}`)
      return { ...fact, data: { ...fact.data, kind: 'final' } }
    },
  },
})
