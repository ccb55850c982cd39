// M56: whatever the ERP refuses, it sends again, for ever and unchanged.
import { run } from '../../../examples/reference/run.js'
import { standardParts } from '../../../examples/reference/integration.js'

await run({
  settings: { backoffMaxMs: 200 },
  parts: {
    meaningOf(answer) {
      const meaning = standardParts.meaningOf(answer)
      return meaning.kind === 'refused' ? { kind: 'wait', afterMs: 0 } : meaning
    },
  },
})
