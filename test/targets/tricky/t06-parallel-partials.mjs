// T06: partial confirmations and consumptions of an order go in parallel and in any order; what ends something waits for all before it,
// and all behind it wait for that.
import { run } from '../../../examples/reference/run.js'
import { standardParts } from '../../../examples/reference/integration.js'
import { isReversal } from '../../../examples/reference/postings.js'

const parts = ['org.mfgsync.mes.confirmation.reported.v1', 'org.mfgsync.mes.material.consumed.v1']
const commutes = (fact) => fact.side === '' && parts.includes(fact.type) && fact.data.kind !== 'final' && !isReversal(fact)

/** Open facts of a stream up to the first that does not commute, or that one of them is missing before. */
function together(stream, { store }) {
  const below = store.db.prepare('SELECT count(DISTINCT sequence) AS count FROM facts WHERE stream = ? AND sequence < ?')
  const found = []
  for (const fact of store.openOf(stream)) {
    if (!commutes(fact) || below.get(stream, fact.sequence).count !== fact.sequence - 1) break
    found.push(fact)
  }
  return found
}

await run({
  settings: { callsInParallel: 16 },
  parts: {
    ready(stream, context) {
      const ready = together(stream, context)
      // Newest first, so that they really go out of order.
      return ready.length > 0 ? ready.toReversed() : standardParts.ready(stream, context)
    },
  },
})
