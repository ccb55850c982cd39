// T25: it acknowledges a delivery only once its fact is posted, or handed to people; until then the source tries again.
import { setTimeout as sleep } from 'node:timers/promises'
import { run } from '../../../examples/reference/run.js'

const waitMs = 400
const stepMs = 10

await run({
  parts: {
    async mayAcknowledge([fact], { store }) {
      for (let waited = 0; waited < waitMs; waited += stepMs) {
        if (store.byKey(fact.key, fact.source).state !== 'open') return true
        await sleep(stepMs)
      }
      return false
    },
  },
})
