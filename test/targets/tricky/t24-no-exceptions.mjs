// T24: it knows no exception desk. What the ERP refuses for good stays in its own log and store.
import { run } from '../../../examples/reference/run.js'

await run({ parts: { raise: async (fact, exception) => console.error(`${fact.key} was refused: ${exception.reason}`) } })
