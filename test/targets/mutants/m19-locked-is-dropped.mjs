// M19: a confirmation that a locked order refuses (423) is logged and dropped.
import { run } from '../../../examples/reference/run.js'
import { standardParts } from '../../../examples/reference/integration.js'

await run({
  parts: {
    meaningOf(answer) {
      if (answer.status !== 423) return standardParts.meaningOf(answer)
      console.error('The order is locked. Skipped.')
      return { kind: 'ignored' }
    },
  },
})
