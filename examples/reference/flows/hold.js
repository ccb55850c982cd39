import { lotPath, lotTypes, receiptOf } from '../lots.js'
import { wanted } from '../postings.js'

/** QMS → ERP, MES, WMS: a lot is held, or no longer. No quantity moves: what is held is not used, whatever stock it lies in. */
export const hold = {
  types: [lotTypes.held, lotTypes.released],

  async *tasks(fact, context) {
    const { data } = fact
    wanted(data, ['plant', 'item'])
    const held = fact.type === lotTypes.held
    const state = held ? { held, since: data.since, reason: data.reason } : { held }
    // The shop floor first: there it is used.
    yield { name: 'mes', system: 'mes', method: 'PUT', path: lotPath(data, '/hold'), body: state }
    // Who has not received it yet does not know it.
    if (!(await receiptOf(data, context))) return yield { wait: true }
    yield { name: 'erp', system: 'erp', method: 'PUT', path: lotPath(data), body: { restriction: held ? 'held' : 'free' } }
    yield { name: 'wms', system: 'wms', method: 'PUT', path: lotPath(data, '/hold'), body: state }
  },
}
