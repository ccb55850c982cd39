// M102: it cancels the confirmation, and leaves the nonconformance that it set off.
import { scrapToQuality } from '../../../examples/reference/flows/scrap-to-quality.js'
import { run } from '../../../examples/reference/run.js'
import { change } from '../shared/twist.mjs'

change(scrapToQuality, (task) => (task.name?.startsWith('cancel') ? undefined : task))
await run()
