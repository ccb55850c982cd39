// M152: it keeps numbers as numbers: a key of digits alone loses the zeros in front of it.
import { run } from '../../../examples/reference/run.js'
import { standardParts } from '../../../examples/reference/integration.js'

await run({
  parts: {
    factOf(event) {
      const fact = standardParts.factOf(event)
      return { ...fact, identity: `${fact.source}|${/^\d+$/.test(fact.key) ? Number(fact.key) : fact.key}` }
    },
  },
})
