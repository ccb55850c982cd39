// M07: it relies on idempotency keys, and makes a new one for every attempt.
import { randomUUID } from 'node:crypto'
import { run } from '../../../examples/reference/run.js'
import { standardParts } from '../../../examples/reference/integration.js'

await run({
  parts: {
    names: (fact) => ({ ...standardParts.names(fact), idempotencyKey: randomUUID() }),
    // With a stable key this would be right: an ERP that honours keys needs no question first.
    recover: async () => ({ kind: 'absent' }),
  },
})
