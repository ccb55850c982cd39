// T01: no dedupe of its own for what is posted. Every delivery is posted with its reference; who was sent it before refuses the second
// one, and that is success. What is written by version, what others have to wait for and what counts into a sum it knows again.
import { randomUUID } from 'node:crypto'
import { run } from '../../../examples/reference/run.js'
import { standardParts } from '../../../examples/reference/integration.js'

const isPosted = ({ type }) => /^org\.mfgsync\.(mes\.(confirmation|material)|wms)\./.test(type)

await run({
  parts: {
    factOf(event) {
      const fact = standardParts.factOf(event)
      return isPosted(fact) ? { ...fact, identity: randomUUID() } : fact
    },
    names: (fact, task) => ({ ...standardParts.names(fact, task), idempotencyKey: undefined }),
    recover: async () => ({ kind: 'absent' }),
  },
})
