// M63: it keeps the order of the first confirmation and posts every other one to it.
import { run } from '../../../examples/reference/run.js'
import { standardParts } from '../../../examples/reference/integration.js'

let order

await run({
  parts: {
    factOf(event) {
      const fact = standardParts.factOf(event)
      order ??= fact.data.order
      return { ...fact, data: { ...fact.data, order } }
    },
  },
})
