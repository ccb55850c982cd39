// M127: a bin that is no storage location is taken for the one where finished goods are.
import { movement } from '../../../examples/reference/flows/movement.js'
import { run } from '../../../examples/reference/run.js'
import { twist } from '../shared/twist.mjs'

twist(movement, (right, fact, context) => {
  const { tables } = context
  const location = async (plant, bin) => (await tables.location(plant, bin)) ?? (await tables.location(plant, 'F-01'))
  return right(fact, { ...context, tables: { ...tables, location } })
})
await run()
