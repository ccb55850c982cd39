// T36: keeps a confirmation with scrap for a moment. If it is cancelled meanwhile, neither is posted, and quality never hears of it.
import { standardParts } from '../../../examples/reference/integration.js'
import { isReversal } from '../../../examples/reference/postings.js'
import { run } from '../../../examples/reference/run.js'

const reversed = 'org.mfgsync.mes.confirmation.reversed.v1'
const keptMs = 1500
const since = new Map()

await run({
  parts: {
    async settle(fact, progress, context) {
      const { store } = context
      const { data } = fact
      const original = isReversal(fact) && store.byKey(data.confirmation, fact.source, fact.side)
      if (original && original.state === 'suppressed') return end(fact, context)
      if (isReversal(fact) || !(data.scrap?.quantity > 0)) return standardParts.settle(fact, progress, context)
      if (store.ofType(reversed).some((other) => other.source === fact.source && other.data.confirmation === fact.key)) {
        const begun = Object.keys(fact.done).length > 0 || progress.attempts > 0 || progress.inDoubt
        if (!begun) return end(fact, context)
      }
      const now = performance.now()
      if (!since.has(fact.id)) since.set(fact.id, now)
      return now - since.get(fact.id) < keptMs ? 100 : standardParts.settle(fact, progress, context)
    },
  },
})

function end(fact, { store }) {
  store.settle(fact, 'suppressed')
  return null
}
