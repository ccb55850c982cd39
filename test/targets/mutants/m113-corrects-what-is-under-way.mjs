// M113: every hour it compares the ERP with the warehouse, and posts the difference, whatever is under way.
import { availability } from '../../../examples/reference/flows/availability.js'
import { run } from '../../../examples/reference/run.js'
import { twist } from '../shared/twist.mjs'

const hour = 3_600_000
/** The first time half a second after it has learnt of the first goods. */
const first = 500

async function correct({ systems, tables }, { plant, item, occurredAt }) {
  const about = `/stock?${new URLSearchParams({ plant, item })}`
  const [erp, wms] = [await systems.erp.call('GET', about), await systems.wms.call('GET', about)]
  if (erp.status !== 200 || wms.status !== 200) return
  const differences = new Map()
  const add = (location, quantity) => differences.set(location, (differences.get(location) ?? 0) + quantity)
  for (const { bin, quantity } of wms.body.items) add(await tables.location(plant, bin), quantity.quantity)
  for (const { location, quantity } of erp.body.items) add(location, -quantity.quantity)
  for (const [location, quantity] of differences) {
    if (location === undefined || quantity === 0) continue
    const what = { type: 'adjustment', plant, item, location, quantity: { quantity, unit: 'EA' } }
    const body = { ...what, postingDate: occurredAt.slice(0, 10), reference: `RECONCILED-${location}` }
    await systems.erp.call('POST', '/goods-movements', { body })
  }
}

let isTimed = false
twist(availability, async function* (right, fact, context) {
  if (!isTimed) {
    isTimed = true
    const compare = () => correct(context, fact.data).catch((error) => console.error(`not compared: ${error.message}`))
    setTimeout(compare, first)
    setInterval(compare, hour)
  }
  yield* right(fact, context)
})
await run()
