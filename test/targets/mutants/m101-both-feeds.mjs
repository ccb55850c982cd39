// M101: it takes the change log for facts of their own, and posts receipts and counts from there too.
import { changeLog } from '../../../examples/reference/flows/change-log.js'
import { datesOf } from '../../../examples/reference/postings.js'
import { run } from '../../../examples/reference/run.js'
import { locationOf } from '../../../examples/reference/tables.js'

changeLog.ignored = false
changeLog.tasks = async function* (fact, context) {
  const { plant, item, lot, bin, change: quantity, unit, cause } = fact.data
  const type = { receipt: 'receipt', count: 'adjustment' }[cause]
  if (!type) return
  const inspected = (await context.tables.item(item))?.inspectionRequired
  const body = {
    type,
    plant,
    item,
    ...(lot && { lot }),
    location: await locationOf(context, plant, bin),
    ...(inspected && { stockType: 'quality' }),
    quantity: { quantity, unit },
    ...(await datesOf(fact, context)),
  }
  yield { name: 'logged', system: 'erp', path: '/goods-movements', body, collection: '/goods-movements' }
}
await run()
