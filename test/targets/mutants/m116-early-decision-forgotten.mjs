// M116: it acknowledges a decision on a lot that the ERP does not know, and forgets it.
import { lotStatus } from '../../../examples/reference/flows/lot-status.js'
import { run } from '../../../examples/reference/run.js'
import { change } from '../shared/twist.mjs'

change(lotStatus, (task, fact, { store }) => {
  if (!task.wait) return task
  store.settle(fact, 'ignored')
  return { settled: true }
})
await run()
