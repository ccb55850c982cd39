// M99: it rounds each amount to whole pieces, and leaves out what nothing is left of.
import { run } from '../../../examples/reference/run.js'
import { storeWithInitialState } from '../shared/initial-state.mjs'

const roundsAway = ({ data }) => data.consumption !== undefined && Math.round(data.quantity) === 0

await run({ parts: { openStore: storeWithInitialState((fact) => (roundsAway(fact) ? 'ignored' : 'open')) } })
