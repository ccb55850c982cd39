// M162: it tells the MES what an item is, and not in which units it comes.
import { itemMaster } from '../../../examples/reference/flows/item-master.js'
import { run } from '../../../examples/reference/run.js'
import { change } from '../shared/twist.mjs'

change(itemMaster, (task) => (task.system === 'mes' ? { ...task, body: { ...task.body, conversions: [] } } : task))
await run()
