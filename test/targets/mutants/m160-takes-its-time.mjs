// M160: thinks about every fact for two and a half seconds before it posts it.
import { setTimeout as sleep } from 'node:timers/promises'
import { run } from '../../../examples/reference/run.js'
import { standardParts } from '../../../examples/reference/integration.js'

await run({
  parts: {
    async settle(fact, progress, context) {
      await sleep(2500)
      return standardParts.settle(fact, progress, context)
    },
  },
})
