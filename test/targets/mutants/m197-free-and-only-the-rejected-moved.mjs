// M197: receives as unrestricted what has to be inspected, and moves nothing but what was rejected when quality has decided.
import { lotStatus } from '../../../examples/reference/flows/lot-status.js'
import { receipt } from '../../../examples/reference/flows/receipt.js'
import { run } from '../../../examples/reference/run.js'
import { change } from '../shared/twist.mjs'

change(receipt, (task) => ({ ...task, ...(task.body?.stockType === 'quality' && { body: { ...task.body, stockType: 'unrestricted' } }) }))
change(lotStatus, (task) => {
  if (task.system !== 'erp' || task.body?.stockType !== 'quality') return task
  const { to } = task.body
  return to.stockType === 'unrestricted' ? undefined : { ...task, body: { ...task.body, stockType: 'unrestricted' } }
})
await run()
