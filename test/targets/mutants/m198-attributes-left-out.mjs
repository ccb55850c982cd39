// M198: receives lots without what is known of them.
import { receipt } from '../../../examples/reference/flows/receipt.js'
import { run } from '../../../examples/reference/run.js'
import { change } from '../shared/twist.mjs'

change(receipt, (task) => {
  const { lotAttributes: _known, ...body } = task.body ?? {}
  return { ...task, body }
})
await run()
