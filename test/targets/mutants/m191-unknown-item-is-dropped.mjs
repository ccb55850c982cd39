// M191: a revision with a component that the ERP does not know is refused; that stands in its log, and nowhere else.
import { revisionRelease } from '../../../examples/reference/flows/revision-release.js'
import { run } from '../../../examples/reference/run.js'
import { twist } from '../shared/twist.mjs'

twist(revisionRelease, async function* (right, fact, context) {
  const { store, tables } = context
  const types = (type) => (type.includes('item.released') ? [] : store.ofType(type))
  yield* right(fact, { ...context, store: { ...store, ofType: types }, tables: { ...tables, item: async () => ({}) } })
})

await run({ parts: { raise: async (fact, { reason }) => console.error(`${fact.key} skipped: ${reason}`) } })
