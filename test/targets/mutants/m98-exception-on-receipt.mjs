// M98: raises an exception for every fact when it comes in, closes it when the fact is posted, and keeps no order within an order.
import { run } from '../../../examples/reference/run.js'
import { standardParts } from '../../../examples/reference/integration.js'

const desk = process.env.MFGSYNC_EXCEPTIONS_URL

async function closeAll(key) {
  const open = await fetch(`${desk}?status=open&fact=${encodeURIComponent(key)}`)
  for (const { exception } of (await open.json()).items)
    await fetch(`${desk}/${exception}/close`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ resolution: 'posted' }),
    })
}

await run({
  parts: {
    ready: (stream, { store }) => store.openOf(stream),
    async settle(fact, progress, context) {
      if (progress.attempts === 0) await context.parts.raise(fact, { class: 'business', reason: 'To be posted.' }, context)
      const wait = await standardParts.settle(fact, progress, context)
      if (wait === null) await closeAll(fact.key)
      return wait
    },
  },
})
