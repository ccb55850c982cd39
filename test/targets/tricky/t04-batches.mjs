// T04: gathers up to 50 confirmations of one operation into one posting with a list of references. It knows no reversals.
import { run } from '../../../examples/reference/run.js'
import { settleInBatches } from '../shared/batches.mjs'

await run({ parts: { settle: settleInBatches } })
