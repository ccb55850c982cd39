// T43: posts whole pieces of what is reported in parts of them, and carries over what is left from each posting to the next.
import { run } from '../../../examples/reference/run.js'
import { standardParts } from '../../../examples/reference/integration.js'

const isOf = (one, other) => one.data.item === other.data.item && one.data.consumption !== undefined

/** What was reported of the component before this fact. Facts of an order go one after the other: those before are all known. */
function before(fact, { db }) {
  const rows = db.prepare('SELECT data FROM facts WHERE stream = ? AND sequence < ?').all(fact.stream, fact.sequence)
  const earlier = rows.map(({ data }) => ({ data: JSON.parse(data) })).filter((other) => isOf(other, fact))
  // In hundredths: sums of binary fractions are not exact.
  return earlier.reduce((sum, { data }) => sum + Math.round(data.quantity * 100), 0)
}

await run({
  parts: {
    settle(fact, progress, context) {
      if (fact.data.consumption === undefined) return standardParts.settle(fact, progress, context)
      const carried = before(fact, context.store)
      const pieces = Math.round((carried + Math.round(fact.data.quantity * 100)) / 100) - Math.round(carried / 100)
      if (pieces === 0) {
        context.store.settle(fact, 'ignored', { reason: 'It goes with the next posting.' })
        return null
      }
      return standardParts.settle({ ...fact, data: { ...fact.data, quantity: pieces } }, progress, context)
    },
  },
})
