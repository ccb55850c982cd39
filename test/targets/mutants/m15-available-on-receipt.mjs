// M15: it reports what was received as available at once, and corrects that by the decision.
import { availability } from '../../../examples/reference/flows/availability.js'
import { lotNumber, lotTypes } from '../../../examples/reference/lots.js'
import { run } from '../../../examples/reference/run.js'

const collection = '/material-availability'
availability.tasks = async function* (fact, context) {
  const { data, type } = fact
  const { plant, item, unit } = data
  const lot = lotNumber(data)
  const received = context.store.ofType(lotTypes.received).find((other) => lotNumber(other.data) === lot)
  if (!received) return yield { wait: true }
  const { conversions } = await context.tables.item(item)
  const factor = conversions.find((each) => each.unit === received.data.unit)?.numerator ?? 1
  const all = received.data.quantity * factor
  const quantity = type === lotTypes.received ? data.quantity : Number(data.accepted) - all
  if (quantity === 0) return
  yield { name: 'available', system: 'mes', path: collection, body: { plant, item, lot, quantity: { quantity, unit } }, collection }
}
await run()
