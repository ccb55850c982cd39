// M153: its table of facts compares without regard to case, as many databases do where nobody says otherwise.
import { run } from '../../../examples/reference/run.js'
import { standardParts } from '../../../examples/reference/integration.js'

await run({
  parts: {
    factOf(event) {
      const fact = standardParts.factOf(event)
      return { ...fact, identity: fact.identity.toLowerCase() }
    },
  },
})
