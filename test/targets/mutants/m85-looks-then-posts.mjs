// M85: each delivery looks whether its fact is posted, and posts it if not; two deliveries of one fact know nothing of each other.
import { randomUUID } from 'node:crypto'
import { run } from '../../../examples/reference/run.js'
import { standardParts } from '../../../examples/reference/integration.js'

await run({
  parts: {
    factOf: (event) => ({ ...standardParts.factOf(event), identity: randomUUID() }),
    names: (fact) => ({ ...standardParts.names(fact), idempotencyKey: undefined }),
    ready(stream, { store }) {
      const open = store.openOf(stream)
      return open.filter((fact) => fact.sequence === open[0].sequence && store.isNext(fact))
    },
    settle(fact, progress, context) {
      progress.inDoubt = true
      return standardParts.settle(fact, progress, context)
    },
  },
})
