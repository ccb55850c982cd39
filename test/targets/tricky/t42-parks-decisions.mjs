// T42: puts a decision that came before its receipt away, without an exception, and takes it up again when the receipt is posted.
import { run } from '../../../examples/reference/run.js'
import { standardParts } from '../../../examples/reference/integration.js'
import { lotNumber, lotTypes, receiptOf } from '../../../examples/reference/lots.js'

const lotOf = ({ data }) => JSON.stringify([data.plant, data.item, lotNumber(data)])

/** Opens what was put away because of this receipt. */
function reopen(receipt, { store, take }) {
  const parked = store.ofType(lotTypes.decided).filter((fact) => fact.state === 'parked' && lotOf(fact) === lotOf(receipt))
  for (const fact of parked) store.settle(fact, 'open')
  if (parked.length > 0) take(parked)
}

await run({
  parts: {
    async settle(fact, progress, context) {
      const { store } = context
      const isReceived = async () => (await receiptOf(fact.data, context).catch(() => null)) !== null
      if (fact.type === lotTypes.decided && !(await isReceived())) {
        store.settle(fact, 'parked')
        // It may have been posted in this very moment.
        if (!(await isReceived())) return null
        store.settle(fact, 'open')
      }
      const waitMs = await standardParts.settle(fact, progress, context)
      if (waitMs === null && fact.type === lotTypes.received) reopen(fact, context)
      return waitMs
    },
  },
})
