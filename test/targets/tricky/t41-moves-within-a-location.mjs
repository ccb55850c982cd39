// T41: posts what was moved within one storage location as well, as a document that takes as much from it as it puts there.
import { movement } from '../../../examples/reference/flows/movement.js'
import { datesOf, quantityOf } from '../../../examples/reference/postings.js'
import { run } from '../../../examples/reference/run.js'
import { locationOf } from '../../../examples/reference/tables.js'
import { lotNumber } from '../../../examples/reference/lots.js'
import { twist } from '../shared/twist.mjs'

const collection = '/goods-movements'

twist(movement, async function* (right, fact, context) {
  const { data } = fact
  const { plant, item, fromBin, toBin, stockType } = data
  const [location, to] = [await locationOf(context, plant, fromBin), await locationOf(context, plant, toBin)]
  if (location !== to) return yield* right(fact, context)
  const lot = lotNumber(data)
  const body = {
    type: 'transfer',
    plant,
    item,
    ...(lot !== '' && { lot }),
    ...(stockType && { stockType }),
    location,
    to: { location },
    quantity: quantityOf(data, 'quantity'),
    ...(await datesOf(fact, context)),
  }
  yield { name: 'within', system: 'erp', path: collection, body, collection }
})
await run()
