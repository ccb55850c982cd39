// M64: "too many requests" and "not available now" go to people as well.
import { run } from '../../../examples/reference/run.js'
import { standardParts } from '../../../examples/reference/integration.js'

await run({
  parts: {
    meaningOf(answer) {
      const meaning = standardParts.meaningOf(answer)
      if (meaning.kind !== 'wait' || answer.status === 0) return meaning
      return { kind: 'refused', class: 'transient', code: answer.body?.error?.code, reason: `The ERP answered ${answer.status}.` }
    },
  },
})
