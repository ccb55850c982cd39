// M81: every 5xx is taken for "it is posted, only the answer went wrong".
import { run } from '../../../examples/reference/run.js'
import { standardParts } from '../../../examples/reference/integration.js'

await run({
  parts: {
    meaningOf(answer) {
      const meaning = standardParts.meaningOf(answer)
      return meaning.kind === 'doubt' && answer.status >= 500 ? { kind: 'posted', document: null } : meaning
    },
  },
})
