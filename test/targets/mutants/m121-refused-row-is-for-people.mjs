// M121: a row that the ERP does not take is for people, and with it the version: it is not tried again once the item is there.
import { planningVersion } from '../../../examples/reference/flows/planning-version.js'
import { NotYet } from '../../../examples/reference/postings.js'
import { run } from '../../../examples/reference/run.js'
import { twist } from '../shared/twist.mjs'

twist(planningVersion, async function* (right, fact, context) {
  try {
    yield* right(fact, context)
  } catch (error) {
    if (!(error instanceof NotYet)) throw error
    await context.parts.raise(fact, { class: 'data', reason: error.message }, context)
    context.store.settle(fact, 'excepted')
    yield { settled: true }
  }
})
await run()
