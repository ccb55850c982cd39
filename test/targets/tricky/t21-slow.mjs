// T21: slow. A client time-out of 30 s, back-off from 1 s to 60 s, and work only every 10 s. It says so in `target.patience`.
import { run } from '../../../examples/reference/run.js'
import { standardParts } from '../../../examples/reference/integration.js'

const flushMs = 10_000
const openMs = 2_000
const startedAt = performance.now()
const phaseMs = () => (performance.now() - startedAt) % flushMs
const isOpen = () => performance.now() - startedAt > flushMs && phaseMs() < openMs

await run({
  settings: { erpTimeoutMs: 30_000, backoffFirstMs: 1000, backoffMaxMs: 60_000, gapWaitMs: 60_000 },
  parts: {
    // Between two flushes every fact waits for the next one.
    async settle(fact, progress, context) {
      if (!isOpen()) return flushMs - phaseMs()
      return standardParts.settle(fact, progress, context)
    },
  },
})
