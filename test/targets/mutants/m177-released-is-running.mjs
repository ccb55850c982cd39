// M177: what the ERP has released it takes for running: it dispatches orders with that status.
import { run } from '../../../examples/reference/run.js'
import { standardParts } from '../../../examples/reference/integration.js'

const isDispatch = (method, path) => method === 'PUT' && path.startsWith('/production-orders/')

await run({
  parts: {
    settle(fact, progress, context) {
      const { mes } = context.systems
      const call = (method, path, options) => {
        const body = isDispatch(method, path) ? { ...options.body, status: 'running' } : options?.body
        return mes.call(method, path, body === undefined ? options : { ...options, body })
      }
      return standardParts.settle(fact, progress, { ...context, systems: { ...context.systems, mes: { ...mes, call } } })
    },
  },
})
