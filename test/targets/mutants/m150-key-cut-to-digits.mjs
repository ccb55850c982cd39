// M150: it knows a fact by the digits of its number.
import { run } from '../../../examples/reference/run.js'
import { standardParts } from '../../../examples/reference/integration.js'

await run({
  parts: {
    factOf(event) {
      const fact = standardParts.factOf(event)
      return { ...fact, identity: `${fact.source}|${fact.type}|${fact.key.replace(/\D/g, '')}` }
    },
  },
})
