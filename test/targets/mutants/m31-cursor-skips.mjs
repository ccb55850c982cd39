// M31: it polls, and once a page is worked off it moves its cursor to the newest there is, past what arrived in the meantime.
import { setTimeout as sleep } from 'node:timers/promises'
import { run } from '../../../examples/reference/run.js'
import { readPage } from '../../../examples/reference/feed.js'
import { startAnywhere } from '../shared/start-anywhere.mjs'

await run({
  settings: { intake: 'feed', gapWaitMs: 500 },
  parts: {
    // What it skipped would otherwise hold up the rest of the order for ever.
    ...startAnywhere(),
    async takePage(facts, page, { take, settings, store }) {
      take(facts)
      // The page stays open while its facts are posted.
      await sleep(250)
      const { latest } = await readPage(settings, page.next)
      store.take([], { source: 'mes', cursor: latest ?? page.next })
    },
  },
})
