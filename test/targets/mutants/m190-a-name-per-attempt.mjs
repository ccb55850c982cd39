// M190: after a time-out or a reset it posts again without asking, and gives each attempt a name of its own.
import { run } from '../../../examples/reference/run.js'
import { standardParts } from '../../../examples/reference/integration.js'

const attempts = new Map()

await run({
  parts: {
    names(fact, task) {
      const names = standardParts.names(fact, task)
      const attempt = (attempts.get(names.reference) ?? 0) + 1
      attempts.set(names.reference, attempt)
      return { ...names, reference: `${names.reference}#${attempt}`, idempotencyKey: undefined }
    },
    recover: async () => ({ kind: 'absent' }),
  },
})
