// M62: after the last confirmation of an order it "corrects" the stock of the finished good by a receipt that nobody reported.
import { run } from '../../../examples/reference/run.js'
import { standardParts } from '../../../examples/reference/integration.js'
import { bodyOf } from '../../../examples/reference/postings.js'

await run({
  parts: {
    async settle(fact, progress, context) {
      const wait = await standardParts.settle(fact, progress, context)
      if (wait !== null || fact.data.kind !== 'final') return wait
      const { postingDate } = bodyOf(fact, context.settings)
      const receipt = { type: 'receipt', plant: fact.data.plant, item: 'FG-100', location: 'FG01', quantity: { quantity: 1, unit: 'EA' } }
      await context.erp.call('POST', '/goods-movements', { body: { ...receipt, postingDate } })
      return null
    },
  },
})
