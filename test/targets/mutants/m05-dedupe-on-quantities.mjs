// M05: it takes two confirmations of one operation with equal quantities for one and the same.
import { run } from '../../../examples/reference/run.js'
import { storeWithInitialState } from '../shared/initial-state.mjs'

const likeness = ({ type, data }) =>
  JSON.stringify([type, data.operation, data.yield, data.scrap, data.rework, data.item, data.quantity, data.reversal])

await run({
  parts: {
    openStore: storeWithInitialState((fact, { db }) => {
      const known = db.prepare('SELECT type, data FROM facts WHERE stream = ? AND identity <> ?').all(fact.stream, fact.identity)
      return known.some((row) => likeness({ type: row.type, data: JSON.parse(row.data) }) === likeness(fact)) ? 'ignored' : 'open'
    }),
  },
})
