// M146: it has no field for the lot, and issues without it.
import { run } from '../../../examples/reference/run.js'
import { standardParts } from '../../../examples/reference/integration.js'

await run({
  parts: {
    factOf(event) {
      const fact = standardParts.factOf(event)
      return { ...fact, data: { ...fact.data, lot: '' } }
    },
  },
})
