// M223: receives goods without saying which purchase order they were ordered by: the order stays open.
import { receipt } from '../../../examples/reference/flows/receipt.js'
import { run } from '../../../examples/reference/run.js'
import { change } from '../shared/twist.mjs'

change(receipt, (task) => {
  const { purchaseOrder: _order, purchaseOrderLine: _line, ...body } = task.body
  return { ...task, body }
})
await run()
