// T48: brings an order to the shop floor on hold, looks that it is there as it should be, and only then dispatches it.
import { run } from '../../../examples/reference/run.js'
import { standardParts } from '../../../examples/reference/integration.js'

const isDispatch = (method, path) => method === 'PUT' && path.startsWith('/production-orders/')

await run({
  parts: {
    settle(fact, progress, context) {
      const { mes } = context.systems
      const call = async (method, path, options) => {
        if (!isDispatch(method, path)) return mes.call(method, path, options)
        const held = await mes.call(method, path, { ...options, body: { ...options.body, status: 'held' } })
        return held.status === 200 ? mes.call(method, path, options) : held
      }
      return standardParts.settle(fact, progress, { ...context, systems: { ...context.systems, mes: { ...mes, call } } })
    },
  },
})
