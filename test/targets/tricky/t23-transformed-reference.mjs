// T23: its references are its own: a prefix and the last 39 characters of the business key. It says so in `attribution`.
import { run } from '../../../examples/reference/run.js'
import { ownNames } from '../shared/own-names.mjs'

await run({ parts: { names: ownNames } })
