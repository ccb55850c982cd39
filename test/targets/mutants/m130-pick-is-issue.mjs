// M130: it posts a pick as the issue to the order.
import { movement } from '../../../examples/reference/flows/movement.js'
import { run } from '../../../examples/reference/run.js'
import { change } from '../shared/twist.mjs'

change(movement, (task, { data }) => {
  if (!task.body || !data.order) return task
  const { to: _to, ...rest } = task.body
  return { ...task, body: { ...rest, type: 'issue', order: data.order } }
})
await run()
