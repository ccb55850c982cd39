// M03: it claims the dedupe key before it posts, and does not release it when the posting fails.
import { run } from '../../../examples/reference/run.js'
import { standardParts } from '../../../examples/reference/integration.js'

await run({
  parts: {
    async settle(fact, progress, context) {
      const { db } = context.store
      db.exec('CREATE TABLE IF NOT EXISTS claims (identity TEXT PRIMARY KEY) STRICT')
      const { changes } = db.prepare('INSERT INTO claims VALUES (?) ON CONFLICT DO NOTHING').run(fact.identity)
      if (Number(changes) === 1) return standardParts.settle(fact, progress, context)
      // "Somebody has posted this already."
      context.store.settle(fact, 'posted')
      return null
    },
  },
})
