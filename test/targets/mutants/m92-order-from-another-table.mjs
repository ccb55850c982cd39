// M92: takes the order number of every third confirmation from a table that was never filled.
import { run } from '../../../examples/reference/run.js'
import { standardParts } from '../../../examples/reference/integration.js'

const isThird = ({ key }) => Number(key.slice(-6)) % 3 === 0

await run({
  parts: {
    factOf(event) {
      const fact = standardParts.factOf(event)
      return fact && isThird(fact) ? { ...fact, data: { ...fact.data, order: `9${fact.data.order}` } } : fact
    },
  },
})
