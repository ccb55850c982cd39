// M113: it compares the ERP with the warehouse now and then, and posts the difference, whatever is under way.
import { movement } from '../../../examples/reference/flows/movement.js'
import { run } from '../../../examples/reference/run.js'
import { twist } from '../shared/twist.mjs'

let number = 0

async function correct({ systems, tables }, plant, item, postingDate) {
  const about = `/stock?${new URLSearchParams({ plant, item })}`
  const [erp, wms] = [await systems.erp.call('GET', about), await systems.wms.call('GET', about)]
  if (erp.status !== 200 || wms.status !== 200) return
  const differences = new Map()
  const add = (location, quantity) => differences.set(location, (differences.get(location) ?? 0) + quantity)
  for (const { bin, quantity } of wms.body.items) add(await tables.location(plant, bin), quantity.quantity)
  for (const { location, quantity } of erp.body.items) add(location, -quantity.quantity)
  for (const [location, quantity] of differences) {
    if (location === undefined || quantity === 0) continue
    const body = {
      type: 'adjustment',
      plant,
      item,
      location,
      quantity: { quantity, unit: 'EA' },
      postingDate,
      reference: `RC-${(number += 1)}`,
    }
    await systems.erp.call('POST', '/goods-movements', { body })
  }
}

twist(movement, async function* (right, fact, context) {
  await correct(context, fact.data.plant, fact.data.item, fact.data.occurredAt.slice(0, 10))
  yield* right(fact, context)
})
await run()
