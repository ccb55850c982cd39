// M126: it posts what was counted as the adjustment.
import { count } from '../../../examples/reference/flows/count.js'
import { run } from '../../../examples/reference/run.js'
import { change } from '../shared/twist.mjs'

change(count, (task, { data }) =>
  task.body ? { ...task, body: { ...task.body, quantity: { quantity: data.counted, unit: data.unit } } } : task,
)
await run()
