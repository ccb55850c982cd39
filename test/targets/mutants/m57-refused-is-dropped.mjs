// M57: what the ERP refuses for good it writes into its log, and nowhere else.
import { run } from '../../../examples/reference/run.js'

await run({ parts: { raise: async (fact, { reason }) => console.error(`${fact.key} skipped: ${reason}`) } })
