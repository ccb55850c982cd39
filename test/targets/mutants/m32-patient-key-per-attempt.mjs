// M32: a key per attempt as M07, behind a client time-out of 30 s: its duplicate comes half a minute after the answer was lost.
import { randomUUID } from 'node:crypto'
import { run } from '../../../examples/reference/run.js'
import { standardParts } from '../../../examples/reference/integration.js'

await run({
  settings: { erpTimeoutMs: 30_000 },
  parts: { names: (fact) => ({ ...standardParts.names(fact), idempotencyKey: randomUUID() }), recover: async () => ({ kind: 'absent' }) },
})
