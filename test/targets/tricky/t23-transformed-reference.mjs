// T23: its references are its own: a prefix and the last ten characters of the business key. It says so in `attribution`.
import { run } from '../../../examples/reference/run.js'

await run({
  parts: {
    names(fact) {
      const reference = `PLANT/${fact.key.slice(-10)}`
      return { reference, correlation: undefined, idempotencyKey: fact.postingDate ? `${reference}/${fact.postingDate}` : reference }
    },
  },
})
