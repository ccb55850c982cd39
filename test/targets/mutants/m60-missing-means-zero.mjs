// M60: it looks for the yield under a name of an older version, and takes what is missing for zero.
import { run } from '../../../examples/reference/run.js'
import { standardParts } from '../../../examples/reference/integration.js'

await run({
  parts: {
    factOf(event) {
      const fact = standardParts.factOf(event)
      const { data } = fact
      return data.yield ? { ...fact, data: { ...data, yield: { quantity: data.goodQuantity ?? 0, unit: data.yield.unit } } } : fact
    },
  },
})
