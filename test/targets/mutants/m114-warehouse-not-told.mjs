// M114: it passes decisions to the ERP and not to the warehouse.
import { lotStatus } from '../../../examples/reference/flows/lot-status.js'
import { run } from '../../../examples/reference/run.js'
import { change } from '../shared/twist.mjs'

change(lotStatus, (task) => (task.system === 'wms' ? undefined : task))
await run()
