// T06: partial confirmations and consumptions of an order go in parallel and in any order; what ends something waits for all before it.
import { run } from '../../../examples/reference/run.js'
import { isReversal } from '../../../examples/reference/postings.js'

const waits = (fact) => fact.data.kind === 'final' || isReversal(fact)

await run({
  settings: { callsInParallel: 16 },
  parts: {
    // Newest first, so that they really go out of order.
    ready: (stream, { store }) =>
      store
        .openOf(stream)
        .toReversed()
        .filter((fact) => !waits(fact) || store.isNext(fact)),
  },
})
