// T05: posts what was received in two parts, each with a name of its own: `#1` and `#2`.
import { receipt } from '../../../examples/reference/flows/receipt.js'
import { run } from '../../../examples/reference/run.js'
import { twist } from '../shared/twist.mjs'

twist(receipt, async function* (right, fact, context) {
  for await (const task of right(fact, context)) {
    const { quantity, unit } = task.body?.quantity ?? {}
    // What cannot be divided into whole packs is posted as it is.
    if (!(Number.isInteger(quantity) && quantity > 1)) {
      yield task
      continue
    }
    const first = Math.ceil(quantity / 2)
    for (const [index, part] of [first, quantity - first].entries()) {
      const body = { ...task.body, quantity: { quantity: part, unit } }
      yield { ...task, name: `${task.name} ${index + 1}`, part: index + 1, body }
    }
  }
})
await run()
