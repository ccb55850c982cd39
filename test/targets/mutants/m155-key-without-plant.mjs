// M155: its idempotency keys are the numbers of facts, without their plants.
import { run } from '../../../examples/reference/run.js'
import { standardParts } from '../../../examples/reference/integration.js'

await run({ parts: { names: (fact) => ({ ...standardParts.names(fact), idempotencyKey: fact.key }) } })
