// M178: reports with each confirmation all serial numbers of the order so far, and not those of its own pieces.
import { run } from '../../../examples/reference/run.js'
import { standardParts } from '../../../examples/reference/integration.js'

await run({
  parts: {
    settle(fact, progress, context) {
      const { order, serials } = fact.data
      if (!serials) return standardParts.settle(fact, progress, context)
      const before = context.store.ofType(fact.type).filter(({ data }) => data.order === order && data.sequence < fact.data.sequence)
      const all = [...before.flatMap(({ data }) => data.serials ?? []), ...serials]
      return standardParts.settle({ ...fact, data: { ...fact.data, serials: all } }, progress, context)
    },
  },
})
