// T38: takes its time after the first page of a version, and looks after the second whether a newer one has come; what is staged stays.
import { planningVersion } from '../../../examples/reference/flows/planning-version.js'
import { run } from '../../../examples/reference/run.js'
import { twist } from '../shared/twist.mjs'

const paused_ms = 900
const begun = new Map()

twist(planningVersion, async function* (right, fact, context) {
  const { store } = context
  const ofType = (type) => store.ofType(type).filter(({ id }) => fact.done['page 2'] || id <= fact.id)
  for await (const task of right(fact, { ...context, store: { ...store, ofType } })) {
    const since = begun.get(fact.key)
    if (task.name === 'page 2' && since !== undefined && Date.now() - since < paused_ms) return yield { wait: true }
    yield task
    if (task.name === 'page 1' && since === undefined) begun.set(fact.key, Date.now())
  }
})
await run()
