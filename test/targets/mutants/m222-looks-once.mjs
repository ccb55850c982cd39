// M222: looks for the items of a version before it loads anything of it. Where one is missing the version is for people, and nobody looks
// again once the item is there.
import { planningVersion } from '../../../examples/reference/flows/planning-version.js'
import { run } from '../../../examples/reference/run.js'
import { twist } from '../shared/twist.mjs'

twist(planningVersion, async function* (right, fact, context) {
  const { version, pages } = fact.data
  for (let page = 1; page <= pages; page += 1) {
    const { status, body } = await context.systems.plan.call('GET', `/planning-versions/${version}/pages/${page}`)
    if (status !== 200) return yield { wait: true }
    for (const { row, item } of body.rows) {
      if (await context.tables.item(item)) continue
      await context.parts.raise(fact, { class: 'data', reason: `Row ${row} is for ${item}, which the ERP does not know.` }, context)
      context.store.settle(fact, 'excepted')
      return yield { settled: true }
    }
  }
  yield* right(fact, context)
})
await run()
