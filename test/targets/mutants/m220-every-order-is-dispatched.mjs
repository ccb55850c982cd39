// M220: whatever the status of an order is in the ERP, on the shop floor it takes it for dispatched.
import { run } from '../../../examples/reference/run.js'
import { standardParts } from '../../../examples/reference/integration.js'

const isTold = ({ type }) => type === 'org.mfgsync.erp.production-order.released.v1'

await run({
  parts: {
    factOf(event) {
      const fact = standardParts.factOf(event)
      return isTold(fact) ? { ...fact, data: { ...fact.data, status: 'released' } } : fact
    },
  },
})
