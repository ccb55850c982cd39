// M59: it raises an exception at the first refusal, posts the fact later all the same, and leaves the exception open.
import { run } from '../../../examples/reference/run.js'
import { standardParts } from '../../../examples/reference/integration.js'

await run({
  parts: {
    async settle(fact, progress, context) {
      let refused = false
      const raise = async (about, exception) => {
        refused = true
        if (!progress.raised) await context.desk.raise(about.key, exception)
        progress.raised = true
      }
      const settle = (about, state, more) => refused || context.store.settle(about, state, more)
      const wait = await standardParts.settle(fact, progress, {
        ...context,
        parts: { ...context.parts, raise },
        store: { ...context.store, settle },
      })
      return refused ? 700 : wait
    },
  },
})
