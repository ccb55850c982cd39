// M01: after a time-out or a reset it posts again without asking whether the first posting arrived, and without a key.
import { run } from '../../../examples/reference/run.js'
import { standardParts } from '../../../examples/reference/integration.js'

await run({
  parts: {
    names: (...about) => ({ ...standardParts.names(...about), idempotencyKey: undefined }),
    recover: async () => ({ kind: 'absent' }),
  },
})
