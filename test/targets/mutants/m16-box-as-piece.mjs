// M16: it takes a box for a piece.
import { receipt } from '../../../examples/reference/flows/receipt.js'
import { run } from '../../../examples/reference/run.js'
import { change } from '../shared/twist.mjs'

change(receipt, (task) =>
  task.body?.quantity ? { ...task, body: { ...task.body, quantity: { ...task.body.quantity, unit: 'EA' } } } : task,
)
await run()
