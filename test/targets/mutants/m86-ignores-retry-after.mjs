// M86: what passes is tried again as soon as the back-off lets it, whatever the ERP said about when to come back.
import { run } from '../../../examples/reference/run.js'
import { standardParts } from '../../../examples/reference/integration.js'

await run({
  parts: {
    meaningOf(answer) {
      const meaning = standardParts.meaningOf(answer)
      return meaning.kind === 'wait' ? { ...meaning, afterMs: 0 } : meaning
    },
  },
})
