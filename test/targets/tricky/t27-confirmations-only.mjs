// T27: covers confirmations only (`target.flows`). Whatever else the MES reports is none of its business.
import { run } from '../../../examples/reference/run.js'
import { confirmationsOnly } from '../shared/confirmations-only.mjs'

await run(confirmationsOnly)
