// M51: it lists the components in the confirmation, though the ERP backflushes them.
import { run } from '../../../examples/reference/run.js'
import { standardParts } from '../../../examples/reference/integration.js'

await run({
  parts: {
    async settle(fact, progress, context) {
      const call = (method, path, options) => {
        const { body } = options
        // The bill of materials as somebody once typed it in: piece parts are taken at the first operation.
        const listed = method === 'POST' && path === '/confirmations' && body.operation === '0010'
        const components = [{ item: 'C1', location: 'RM01', quantity: body?.yield }]
        return context.erp.call(method, path, listed ? { ...options, body: { ...body, components } } : options)
      }
      return standardParts.settle(fact, progress, { ...context, erp: { ...context.erp, call } })
    },
  },
})
