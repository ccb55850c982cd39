// M154: it knows a fact by its number alone, whichever plant it is of.
import { run } from '../../../examples/reference/run.js'
import { standardParts } from '../../../examples/reference/integration.js'

await run({
  parts: {
    factOf(event) {
      const fact = standardParts.factOf(event)
      return { ...fact, identity: fact.key }
    },
  },
})
