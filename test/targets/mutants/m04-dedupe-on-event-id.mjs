// M04: it knows a fact by the id of the event that brought it, which is another one when the source emits the fact again.
import { run } from '../../../examples/reference/run.js'
import { standardParts } from '../../../examples/reference/integration.js'

await run({ parts: { factOf: (event) => ({ ...standardParts.factOf(event), identity: event.id }) } })
