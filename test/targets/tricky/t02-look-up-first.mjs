// T02: it sends no keys; it looks a fact up by its reference before each repetition.
import { run } from '../../../examples/reference/run.js'
import { standardParts } from '../../../examples/reference/integration.js'

await run({ parts: { names: (fact, task) => ({ ...standardParts.names(fact, task), idempotencyKey: undefined }) } })
