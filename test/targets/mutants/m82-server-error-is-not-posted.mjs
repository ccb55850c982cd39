// M82: every 5xx is taken for "it is not posted": it posts again without asking.
import { run } from '../../../examples/reference/run.js'
import { standardParts } from '../../../examples/reference/integration.js'

await run({
  parts: {
    names: (fact) => ({ ...standardParts.names(fact), idempotencyKey: undefined }),
    meaningOf(answer) {
      const meaning = standardParts.meaningOf(answer)
      return meaning.kind === 'doubt' && answer.status >= 500 ? { kind: 'wait', afterMs: 0 } : meaning
    },
  },
})
