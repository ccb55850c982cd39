// M169: a revision with a component that the ERP does not know goes to people, and is not tried again once the item is there.
import { revisionRelease } from '../../../examples/reference/flows/revision-release.js'
import { run } from '../../../examples/reference/run.js'
import { twist } from '../shared/twist.mjs'

twist(revisionRelease, async function* (right, fact, context) {
  const { store, tables } = context
  const types = (type) => (type.includes('item.released') ? [] : store.ofType(type))
  const later = []
  for await (const task of right(fact, { ...context, store: { ...store, ofType: types }, tables: { ...tables, item: async () => ({}) } })) {
    if (task.name?.startsWith('vendor')) later.push(task)
    else yield task
  }
  yield* later
})

await run({
  parts: { raise: (fact, exception, { desk }) => desk.raise(fact.data.publication ?? fact.key, { ...exception, plant: fact.data.plant }) },
})
