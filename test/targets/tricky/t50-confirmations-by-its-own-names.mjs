// T50: covers confirmations only, and its references are its own. Whoever cancels one has to find the document by these.
import { run } from '../../../examples/reference/run.js'
import { confirmationsOnly } from '../shared/confirmations-only.mjs'
import { ownNames } from '../shared/own-names.mjs'

const { settings, parts } = confirmationsOnly
await run({ settings, parts: { ...parts, names: ownNames } })
