// M54: its posting date is the date in UTC.
import { run } from '../../../examples/reference/run.js'

await run({ parts: { zoneOf: async () => 'UTC' } })
