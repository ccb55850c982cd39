// T34: posts a receipt from whichever feed tells it first, under the number of the receipt; from the other it takes what is new.
import { changeLog } from '../../../examples/reference/flows/change-log.js'
import { lotStatus } from '../../../examples/reference/flows/lot-status.js'
import { receipt } from '../../../examples/reference/flows/receipt.js'
import { lotNumber, lotPath } from '../../../examples/reference/lots.js'
import { standardParts } from '../../../examples/reference/integration.js'
import { datesOf } from '../../../examples/reference/postings.js'
import { run } from '../../../examples/reference/run.js'
import { locationOf } from '../../../examples/reference/tables.js'
import { change, twist } from '../shared/twist.mjs'

const collection = '/goods-movements'
const isThere = async ({ data }, key, { erp }) => (await erp.documentsWith(collection, key, { plant: data.plant }))?.length

changeLog.ignored = false
changeLog.tasks = async function* (fact, context) {
  const { plant, item, lot, bin, change: quantity, unit, cause, causeDocument } = fact.data
  if (cause !== 'receipt' || (await isThere(fact, causeDocument, context)) !== 0) return
  const inspected = (await context.tables.item(item))?.inspectionRequired
  // Which order it was ordered by the log does not say.
  const about = `/receipts/${encodeURIComponent(causeDocument)}?${new URLSearchParams({ plant })}`
  const { status, body: received } = await context.systems.wms.call('GET', about)
  if (status !== 200) return yield { wait: true }
  const body = {
    type: 'receipt',
    plant,
    item,
    ...(lot && { lot }),
    location: await locationOf(context, plant, bin),
    stockType: inspected ? 'quality' : 'unrestricted',
    quantity: { quantity, unit },
    purchaseOrder: received.purchaseOrder,
    purchaseOrderLine: received.line,
    ...(await datesOf(fact, context)),
  }
  yield { name: 'receipt', system: 'erp', path: collection, body, collection }
}
twist(receipt, async function* (right, fact, context) {
  if (!(await isThere(fact, fact.key, context))) return yield* right(fact, context)
  // What is in no lot has said everything.
  if (lotNumber(fact.data) === '') return
  const { lot: _lot, ...attributes } = fact.data.lot
  yield { name: 'known', system: 'erp', method: 'PUT', path: lotPath(fact.data), body: { attributes } }
})
// The bin of a receipt that came by the log is told by the receipt alone.
change(lotStatus, (task) => (task.system === 'wms' && task.body.bin === undefined ? { wait: true } : task))
const { names } = standardParts
await run({ parts: { names: (fact, task) => names(fact.data.causeDocument ? { ...fact, key: fact.data.causeDocument } : fact, task) } })
