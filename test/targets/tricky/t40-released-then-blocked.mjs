// T40: releases all of a lot first and blocks what was rejected then, before anybody may use it.
import { lotStatus } from '../../../examples/reference/flows/lot-status.js'
import { run } from '../../../examples/reference/run.js'
import { change } from '../shared/twist.mjs'

change(lotStatus, (task, { data }) => {
  if (task.system !== 'erp' || data.rejected === 0) return task
  const { body } = task
  if (body.to.stockType === 'blocked') return { ...task, body: { ...body, stockType: 'unrestricted' } }
  return { ...task, body: { ...body, quantity: { ...body.quantity, quantity: data.accepted + data.rejected } } }
})
await run()
