// M196: remembers for ever which storage location a bin is, as if nobody could take that back.
import { standardParts } from '../../../examples/reference/integration.js'
import { run } from '../../../examples/reference/run.js'
import { movement } from '../../../examples/reference/flows/movement.js'
import { twist } from '../shared/twist.mjs'

const known = new Map()
twist(movement, (right, fact, context) => {
  const location = async (plant, bin) => {
    const found = known.get(`${plant} ${bin}`) ?? (await context.tables.location(plant, bin))
    if (found !== undefined) known.set(`${plant} ${bin}`, found)
    return found
  }
  return right(fact, { ...context, tables: { ...context.tables, location } })
})
await run({ parts: standardParts })
