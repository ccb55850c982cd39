// M55: its posting date is the day on which it posts. In the calendar of every scenario that is a later one.
import { run } from '../../../examples/reference/run.js'
import { standardParts } from '../../../examples/reference/integration.js'

await run({
  parts: {
    factOf(event) {
      const fact = standardParts.factOf(event)
      const later = new Date(Date.parse(fact.data.occurredAt) + 3 * 86_400_000).toISOString()
      return { ...fact, data: { ...fact.data, occurredAt: later } }
    },
  },
})
