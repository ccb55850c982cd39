// M131: one map of bins for all plants: that of the first.
import { movement } from '../../../examples/reference/flows/movement.js'
import { run } from '../../../examples/reference/run.js'
import { twist } from '../shared/twist.mjs'

twist(movement, (right, fact, context) => {
  const { tables } = context
  const location = async (plant, bin) => (await tables.location('P1', bin)) ?? tables.location(plant, bin)
  return right(fact, { ...context, tables: { ...tables, location } })
})
await run()
