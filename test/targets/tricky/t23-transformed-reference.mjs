// T23: its references are its own: a prefix and the last 39 characters of the business key. It says so in `attribution`.
import { run } from '../../../examples/reference/run.js'
import { standardParts } from '../../../examples/reference/integration.js'

await run({
  parts: {
    names(fact, task) {
      // Of several documents of one fact each has a part behind it; what belongs to a publication is called after that.
      const key = task?.reference ?? fact.key
      const reference = `PLANT/${key.slice(-39)}${task?.part ? `#${task.part}` : ''}`
      const { idempotencyKey } = standardParts.names(fact, task)
      return { reference, correlation: undefined, idempotencyKey: idempotencyKey && `PLANT/${idempotencyKey}` }
    },
  },
})
