// M192: it looks for what was moved under a name of an older version, and takes what is missing for zero.
import { run } from '../../../examples/reference/run.js'
import { standardParts } from '../../../examples/reference/integration.js'

await run({
  parts: {
    factOf(event) {
      const fact = standardParts.factOf(event)
      const { data } = fact
      return data.toBin ? { ...fact, data: { ...data, quantity: data.movedQuantity ?? 0 } } : fact
    },
  },
})
