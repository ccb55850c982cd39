// M122: it tells quality once, and takes whatever is answered for done.
import { scrapToQuality } from '../../../examples/reference/flows/scrap-to-quality.js'
import { run } from '../../../examples/reference/run.js'
import { twist } from '../shared/twist.mjs'

twist(scrapToQuality, async function* (right, fact, context) {
  for await (const task of right(fact, context)) {
    if (task.wait) return yield task
    await context.systems.qms.call('POST', task.path, { body: { ...task.body, reference: fact.key } })
  }
})
await run()
