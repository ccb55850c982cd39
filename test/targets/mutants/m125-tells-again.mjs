// M125: when maintenance has not answered in time, it is told again, and nobody asks whether it knows.
import { downtimeToMaintenance } from '../../../examples/reference/flows/downtime-to-maintenance.js'
import { run } from '../../../examples/reference/run.js'
import { twist } from '../shared/twist.mjs'

/** What it has told and had no answer to. */
const unanswered = new Map()

twist(downtimeToMaintenance, async function* (right, fact, context) {
  const open = unanswered.get(fact.key)
  if (open) return yield open
  for await (const task of right(fact, context)) {
    const { collection: _, ...blind } = task
    if (task.name === 'notification') unanswered.set(fact.key, blind)
    yield blind
  }
})
await run()
