// T37: a version that it has begun with it loads whole and puts in force, also where a newer one has come meanwhile; that is next.
import { planningVersion } from '../../../examples/reference/flows/planning-version.js'
import { run } from '../../../examples/reference/run.js'
import { twist } from '../shared/twist.mjs'

twist(planningVersion, (right, fact, context) => {
  const { store } = context
  const ofType = (type) => store.ofType(type).filter(({ id, state }) => id <= fact.id || state === 'posted')
  return right(fact, { ...context, store: { ...store, ofType } })
})
await run()
