// M112: rows do not say which row of the plan they were made of.
import { planningVersion } from '../../../examples/reference/flows/planning-version.js'
import { run } from '../../../examples/reference/run.js'
import { twist } from '../shared/twist.mjs'

const bare = ({ source: _source, ...row }) => row

twist(planningVersion, async function* (right, fact, context) {
  for await (const task of right(fact, context))
    yield task.body?.rows?.map ? { ...task, body: { ...task.body, rows: task.body.rows.map(bare) } } : task
})
await run()
