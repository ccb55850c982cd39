// M61: it posts pieces as boxes.
import { run } from '../../../examples/reference/run.js'
import { standardParts } from '../../../examples/reference/integration.js'

await run({
  parts: {
    factOf(event) {
      const fact = standardParts.factOf(event)
      const { data } = fact
      return data.yield ? { ...fact, data: { ...data, yield: { ...data.yield, unit: 'BOX' } } } : fact
    },
  },
})
