// M30: it raises an exception for every fact and posts nothing.
import { run } from '../../../examples/reference/run.js'
import { handOver } from '../../../examples/reference/settle.js'

await run({
  parts: {
    settle: (fact, progress, context) => handOver(fact, progress, context, { class: 'business', reason: 'Please post this by hand.' }),
  },
})
