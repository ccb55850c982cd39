// T61: a version of the plan of which something is there already it deletes, and loads it from the start.
import { start as work } from '../shared/nightly.mjs'

export const start = () => work({ beginsAnew: true })
