// M148: it issues everything to the last operation of the order, whichever used it.
import { run } from '../../../examples/reference/run.js'
import { standardParts } from '../../../examples/reference/integration.js'

await run({
  parts: {
    factOf(event) {
      const fact = standardParts.factOf(event)
      const { data } = fact
      return data.consumption === undefined ? fact : { ...fact, data: { ...data, operation: '0020' } }
    },
  },
})
