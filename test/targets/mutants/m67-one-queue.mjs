// M67: one queue for everything, and what is refused stays at its head.
import { run } from '../../../examples/reference/run.js'
import { standardParts } from '../../../examples/reference/integration.js'

let head = Promise.resolve()

await run({
  parts: {
    settle(fact, progress, context) {
      const turn = head.then(async () => {
        let refused = true
        for (let tries = 0; refused && tries < 40; tries += 1) {
          refused = false
          const raise = async () => {
            refused = true
          }
          const settle = (about, state, more) => refused || context.store.settle(about, state, more)
          const wait = await standardParts.settle(fact, progress, {
            ...context,
            parts: { ...context.parts, raise },
            store: { ...context.store, settle },
          })
          if (wait !== null) return wait
          if (refused) await new Promise((resolve) => setTimeout(resolve, 250))
        }
        return null
      })
      head = turn.then(() => undefined)
      return turn
    },
  },
})
