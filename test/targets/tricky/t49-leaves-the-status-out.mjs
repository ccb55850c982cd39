// T49: says no status when it dispatches an order, as the shop floor has one by itself, and writes every order twice.
import { run } from '../../../examples/reference/run.js'
import { standardParts } from '../../../examples/reference/integration.js'

const isDispatch = (method, path) => method === 'PUT' && path.startsWith('/production-orders/')

await run({
  parts: {
    settle(fact, progress, context) {
      const { mes } = context.systems
      const call = async (method, path, options) => {
        if (!isDispatch(method, path)) return mes.call(method, path, options)
        const { status: _status, ...body } = options.body
        await mes.call(method, path, { ...options, body })
        return mes.call(method, path, { ...options, body })
      }
      return standardParts.settle(fact, progress, { ...context, systems: { ...context.systems, mes: { ...mes, call } } })
    },
  },
})
