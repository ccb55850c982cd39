// M83: what is refused because the session ran out goes to people, as if nothing could be done about it.
import { run } from '../../../examples/reference/run.js'
import { standardParts } from '../../../examples/reference/integration.js'

await run({
  parts: {
    meaningOf(answer) {
      if (answer.status !== 401 && answer.status !== 403) return standardParts.meaningOf(answer)
      return { kind: 'refused', class: 'contract', code: answer.body.error.code, reason: answer.body.error.message }
    },
  },
})
