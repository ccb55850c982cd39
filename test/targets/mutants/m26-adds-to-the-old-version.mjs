// M26: the ERP can add rows to a plan, so it adds the pages of a version to the one that is in force; there is nothing to activate then.
import { planningVersion } from '../../../examples/reference/flows/planning-version.js'
import { run } from '../../../examples/reference/run.js'
import { twist } from '../shared/twist.mjs'

const withoutNumber = ({ row: _row, ...rest }) => rest

twist(planningVersion, async function* (right, fact, context) {
  for await (const task of right(fact, context)) {
    if (task.name === 'open' || task.name === 'active') continue
    if (!task.body?.rows?.map) yield task
    else yield { ...task, method: 'POST', path: '/planned-requirements', body: { rows: task.body.rows.map(withoutNumber) } }
  }
})
await run()
