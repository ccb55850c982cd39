// M133: once a version is in force, those that it has replaced are deleted.
import { planningVersion } from '../../../examples/reference/flows/planning-version.js'
import { run } from '../../../examples/reference/run.js'
import { twist } from '../shared/twist.mjs'

twist(planningVersion, async function* (right, fact, context) {
  for await (const task of right(fact, context)) {
    yield task
    if (task.name !== 'active') continue
    const { body } = await context.erp.call('GET', '/planning-versions?status=superseded')
    for (const { version } of body?.items ?? []) {
      const path = `/planning-versions/${version}?reference=${encodeURIComponent(fact.key)}`
      yield { name: `without ${version}`, system: 'erp', method: 'DELETE', path, body: {} }
    }
  }
})
await run()
