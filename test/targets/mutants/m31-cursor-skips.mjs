// M31: it polls one fact at a time, and then moves its cursor to the newest there was, past what had arrived while a page was open.
import { setTimeout as sleep } from 'node:timers/promises'
import { run } from '../../../examples/reference/run.js'
import { startAnywhere } from '../shared/start-anywhere.mjs'

await run({
  settings: { intake: 'feed', gapWaitMs: 500, feedPageSize: 1 },
  parts: {
    // What it skipped would otherwise hold up the rest of the order for ever.
    ...startAnywhere(),
    async takePage(facts, page, { take, store }) {
      take(facts)
      // The page stays open while its fact is posted.
      await sleep(250)
      store.take([], { source: 'mes', cursor: page.latest ?? page.next })
    },
  },
})
