// M117: it releases all that was received, whatever was decided.
import { lotStatus } from '../../../examples/reference/flows/lot-status.js'
import { run } from '../../../examples/reference/run.js'
import { change } from '../shared/twist.mjs'

change(lotStatus, (task, fact) => {
  const { accepted, rejected, unit } = fact.data
  if (task.wait) return task
  if (task.name.endsWith('blocked')) return undefined
  return { ...task, body: { ...task.body, quantity: { quantity: accepted + rejected, unit } } }
})
await run()
