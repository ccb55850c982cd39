// M115: it posts a decision without waiting for the receipt, which it takes to have come in at the dock.
import { lotStatus } from '../../../examples/reference/flows/lot-status.js'
import { datesOf } from '../../../examples/reference/postings.js'
import { run } from '../../../examples/reference/run.js'

lotStatus.tasks = async function* (fact, context) {
  const { plant, item, lot, unit, accepted, rejected } = fact.data
  const bin = 'DOCK-1'
  const location = await context.tables.location(plant, bin)
  const parts = [
    ['unrestricted', accepted],
    ['blocked', rejected],
  ].filter(([, quantity]) => quantity > 0)
  for (const [index, [stockType, quantity]] of parts.entries()) {
    const what = { plant, item, lot, quantity: { quantity, unit } }
    const body = { ...what, type: 'transfer', location, stockType: 'quality', to: { stockType }, ...(await datesOf(fact, context)) }
    const part = parts.length > 1 ? index + 1 : undefined
    yield { name: `erp ${stockType}`, system: 'erp', path: '/goods-movements', body, collection: '/goods-movements', part }
    const wms = { ...what, bin, from: 'quality', to: stockType }
    const path = '/stock-status-changes'
    yield { name: `wms ${stockType}`, system: 'wms', path, body: wms, collection: path, part }
  }
}
await run()
