// M93: counts months from zero, as the dates of its language do.
import { run } from '../../../examples/reference/run.js'
import { standardParts } from '../../../examples/reference/integration.js'

const before = (date) => date && `${date.slice(0, 5)}${String(Number(date.slice(5, 7)) - 1).padStart(2, '0')}${date.slice(7)}`

await run({
  parts: {
    async settle(fact, progress, context) {
      const call = (method, path, options = {}) => {
        const { body } = options
        return context.erp.call(
          method,
          path,
          body?.postingDate ? { ...options, body: { ...body, postingDate: before(body.postingDate) } } : options,
        )
      }
      return standardParts.settle(fact, progress, { ...context, erp: { ...context.erp, call } })
    },
  },
})
