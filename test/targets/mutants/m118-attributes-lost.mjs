// M118: the supplier's lot is left empty, and the day of expiry is a day off, as if it were midnight in another zone.
import { receipt } from '../../../examples/reference/flows/receipt.js'
import { run } from '../../../examples/reference/run.js'
import { change } from '../shared/twist.mjs'

change(receipt, (task) => {
  const known = task.body?.lotAttributes
  if (!known?.expiry) return task
  const expiry = new Date(Date.parse(`${known.expiry}T00:00:00Z`) - 3_600_000).toISOString().slice(0, 10)
  return { ...task, body: { ...task.body, lotAttributes: { ...known, supplierLot: '', expiry } } }
})
await run()
