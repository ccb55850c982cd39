// M09: eight workers take whatever is open; nothing keeps the facts of one order in their order.
import { run } from '../../../examples/reference/run.js'

await run({ parts: { ready: (stream, { store }) => store.openOf(stream) } })
