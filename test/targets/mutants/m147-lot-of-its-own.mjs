// M147: it takes the number of a lot apart and sends what it holds for its own part.
import { run } from '../../../examples/reference/run.js'
import { standardParts } from '../../../examples/reference/integration.js'

await run({
  parts: {
    factOf(event) {
      const fact = standardParts.factOf(event)
      const { data } = fact
      return data.lot ? { ...fact, data: { ...data, lot: data.lot.replace(/^LOT-/, '') } } : fact
    },
  },
})
