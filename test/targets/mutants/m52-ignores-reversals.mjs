// M52: cancellations are not its business: it takes them and forgets them.
import { run } from '../../../examples/reference/run.js'
import { isReversal } from '../../../examples/reference/postings.js'
import { storeWithInitialState } from '../shared/initial-state.mjs'

await run({ parts: { openStore: storeWithInitialState((fact) => (isReversal(fact) ? 'ignored' : 'open')) } })
