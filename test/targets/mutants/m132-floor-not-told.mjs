// M132: a hold goes to the ERP and to the warehouse; the shop floor is not told.
import { hold } from '../../../examples/reference/flows/hold.js'
import { run } from '../../../examples/reference/run.js'
import { change } from '../shared/twist.mjs'

change(hold, (task) => (task.system === 'mes' ? undefined : task))
await run()
