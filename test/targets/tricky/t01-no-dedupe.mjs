// T01: no dedupe of its own. Every delivery is posted with its reference; the ERP refuses the second one, and that is success.
import { randomUUID } from 'node:crypto'
import { run } from '../../../examples/reference/run.js'
import { standardParts } from '../../../examples/reference/integration.js'

await run({
  parts: {
    factOf: (event) => ({ ...standardParts.factOf(event), identity: randomUUID() }),
    names: (fact) => ({ ...standardParts.names(fact), idempotencyKey: undefined }),
    recover: async () => ({ kind: 'absent' }),
  },
})
