// M175: does not wait until somebody maps a bin: it has a table of its own for those that the ERP does not know.
import { standardParts } from '../../../examples/reference/integration.js'
import { run } from '../../../examples/reference/run.js'
import { movement } from '../../../examples/reference/flows/movement.js'
import { twist } from '../shared/twist.mjs'

twist(movement, (right, fact, context) => {
  const location = async (plant, bin) => (await context.tables.location(plant, bin)) ?? 'FG02'
  return right(fact, { ...context, tables: { ...context.tables, location } })
})
await run({ parts: standardParts })
