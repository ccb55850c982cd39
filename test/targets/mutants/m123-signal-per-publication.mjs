// M123: it tells purchasing of each publication of a revision, whether or not it says anything new.
import { sourcingSignal } from '../../../examples/reference/flows/sourcing-signal.js'
import { missingApprovals, partsOf } from '../../../examples/reference/revisions.js'
import { run } from '../../../examples/reference/run.js'
import { twist } from '../shared/twist.mjs'

const collection = '/sourcing-signals'

twist(sourcingSignal, async function* (_right, { data }, context) {
  const parts = partsOf(data, context)
  if (!parts || missingApprovals(data, context).length > 0) return yield { wait: true }
  for (const { item, vendors } of parts.lines.lines)
    for (const vendor of vendors)
      yield { name: `${item} ${vendor}`, system: 'proc', path: collection, body: { change: data.change, item, vendor }, collection }
})
await run()
