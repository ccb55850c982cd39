// T51: gathers confirmations as T04 does, and covers nothing else: what others cancel of a document that stands for several facts, stays.
import { run } from '../../../examples/reference/run.js'
import { settleInBatches } from '../shared/batches.mjs'
import { confirmationsOnly } from '../shared/confirmations-only.mjs'

const { settings, parts } = confirmationsOnly
await run({ settings, parts: { ...parts, settle: settleInBatches } })
