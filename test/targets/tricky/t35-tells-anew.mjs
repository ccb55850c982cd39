// T35: tells of a stop with its first piece. As it goes on, the notification is taken back, and the longer stop is told anew.
import { downtimeToMaintenance } from '../../../examples/reference/flows/downtime-to-maintenance.js'
import { run } from '../../../examples/reference/run.js'
import { twist } from '../shared/twist.mjs'

const collection = '/notifications'

twist(downtimeToMaintenance, async function* (right, fact, context) {
  const { plant, workCentre } = fact.data
  for await (const task of right(fact, context)) {
    if (task.method !== 'PUT') {
      yield task
      continue
    }
    yield { name: `${task.name}, taken back`, system: 'cmms', path: `${task.path}/cancellation`, body: {} }
    yield { name: `${task.name}, anew`, system: 'cmms', path: collection, body: { plant, workCentre, ...task.body }, collection }
  }
})
await run()
