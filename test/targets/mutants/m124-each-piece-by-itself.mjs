// M124: each downtime is told by itself, if it is long enough by itself.
import { downtimeToMaintenance } from '../../../examples/reference/flows/downtime-to-maintenance.js'
import { run } from '../../../examples/reference/run.js'
import { twist } from '../shared/twist.mjs'

twist(downtimeToMaintenance, async function* (_right, { data }) {
  const { plant, workCentre, from, to, minutes } = data
  if (minutes <= 10) return
  const path = '/notifications'
  yield { name: 'notification', system: 'cmms', path, body: { plant, workCentre, from, to, minutes }, collection: path }
})
await run()
