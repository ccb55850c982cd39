// M66: where a period is closed it posts on the first of the next month, whatever finance has decided.
import { run } from '../../../examples/reference/run.js'
import { standardParts } from '../../../examples/reference/integration.js'

await run({
  parts: {
    meaningOf(answer) {
      const meaning = standardParts.meaningOf(answer)
      return meaning.code === 'PERIOD_CLOSED' ? { kind: 'period-closed', date: '2026-04-01' } : meaning
    },
  },
})
