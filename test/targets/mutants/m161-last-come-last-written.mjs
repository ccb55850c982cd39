// M161: it writes each version of an item as it comes, whatever is there already.
import { itemMaster } from '../../../examples/reference/flows/item-master.js'
import { run } from '../../../examples/reference/run.js'
import { twist } from '../shared/twist.mjs'

twist(itemMaster, (right, fact, context) => {
  const { store } = context
  const alone = { ...store, ofType: (type) => store.ofType(type).filter(({ id }) => id === fact.id) }
  return right(fact, { ...context, store: alone })
})
await run()
