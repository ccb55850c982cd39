// M144: it has no field for scrap, and counts it as yield.
import { run } from '../../../examples/reference/run.js'
import { standardParts } from '../../../examples/reference/integration.js'

await run({
  parts: {
    factOf(event) {
      const fact = standardParts.factOf(event)
      const { data } = fact
      if (!data.scrap?.quantity) return fact
      const { scrap, ...rest } = data
      return { ...fact, data: { ...rest, yield: { ...data.yield, quantity: data.yield.quantity + scrap.quantity } } }
    },
  },
})
