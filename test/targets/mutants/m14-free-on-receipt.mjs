// M14: it receives as unrestricted, and moves to quality stock afterwards.
import { receipt } from '../../../examples/reference/flows/receipt.js'
import { run } from '../../../examples/reference/run.js'
import { twist } from '../shared/twist.mjs'

twist(receipt, async function* (right, fact, context) {
  for await (const task of right(fact, context)) {
    if (task.body?.stockType !== 'quality') yield task
    else {
      yield { ...task, part: 1, body: { ...task.body, stockType: 'unrestricted' } }
      const { lotAttributes: _known, purchaseOrder: _order, purchaseOrderLine: _line, ...what } = task.body
      const body = { ...what, type: 'transfer', stockType: 'unrestricted', to: { stockType: 'quality' } }
      yield { ...task, name: 'inspection', part: 2, body }
    }
  }
})
await run()
