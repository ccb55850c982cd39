// M194: what the ERP refuses for good it sends five times more, at once and unchanged, before people get it.
import { run } from '../../../examples/reference/run.js'
import { standardParts } from '../../../examples/reference/integration.js'

const insisting = (erp) => ({
  ...erp,
  async call(method, path, options) {
    let answer = await erp.call(method, path, options)
    for (let more = 0; more < 5 && method === 'POST' && answer.status === 422; more += 1) answer = await erp.call(method, path, options)
    return answer
  },
})

await run({
  parts: { settle: (fact, progress, context) => standardParts.settle(fact, progress, { ...context, erp: insisting(context.erp) }) },
})
