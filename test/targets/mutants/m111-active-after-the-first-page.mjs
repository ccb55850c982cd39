// M111: a version is put in force with its first page; the others follow.
import { planningVersion } from '../../../examples/reference/flows/planning-version.js'
import { run } from '../../../examples/reference/run.js'
import { twist } from '../shared/twist.mjs'

twist(planningVersion, async function* (right, fact, context) {
  for await (const task of right(fact, context)) {
    if (task.name === 'active') continue
    yield task
    if (task.name === 'page 1')
      yield { name: 'active', system: 'erp', path: `/planning-versions/${fact.data.version}/activation`, body: {} }
  }
})
await run()
