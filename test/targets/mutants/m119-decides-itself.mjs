// M119: it makes the usage decision in the QMS itself, "accept", as soon as the receipt is posted.
import { receipt } from '../../../examples/reference/flows/receipt.js'
import { lotPath } from '../../../examples/reference/lots.js'
import { run } from '../../../examples/reference/run.js'
import { twist } from '../shared/twist.mjs'

twist(receipt, async function* (right, fact, context) {
  yield* right(fact, context)
  const { status, body } = await context.systems.qms.call('GET', lotPath(fact.data))
  if (status !== 200 || !body.inspectionLot || body.decision) return
  const { quantity: accepted, unit } = fact.data
  const path = `/inspection-lots/${body.inspectionLot}/usage-decision`
  yield { name: 'decision', system: 'qms', path, body: { accepted, rejected: 0, unit, code: 'A' } }
})
await run()
