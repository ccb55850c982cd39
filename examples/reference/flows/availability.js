import { isHeld, lotNumber, lotTypes } from '../lots.js'
import { quantityOf, wanted } from '../postings.js'
import { locationOf } from '../tables.js'

/** WMS, QMS → MES: what may be used on the shop floor. Of what has to be inspected that is what was accepted, not what was received. */
export const availability = {
  types: [lotTypes.received, lotTypes.decided],

  async *tasks(fact, context) {
    const { data } = fact
    const { plant, item } = wanted(data, ['plant', 'item'])
    const lot = lotNumber(data)
    const decided = fact.type === lotTypes.decided
    if (!decided && (await context.tables.item(item))?.inspectionRequired) return
    const quantity = quantityOf(decided ? { quantity: data.accepted, unit: data.unit } : data, 'quantity')
    if (Number(quantity.quantity) === 0) return
    if (isHeld(data, data.occurredAt, context)) return yield { wait: true }
    const location = decided ? undefined : await locationOf(context, plant, data.bin)
    const body = { plant, item, ...(lot !== '' && { lot }), quantity, ...(location && { location }) }
    yield { name: 'available', system: 'mes', path: '/material-availability', body, collection: '/material-availability' }
  },
}
