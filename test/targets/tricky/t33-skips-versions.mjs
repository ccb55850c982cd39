// T33: writes a version only once it is approved and the newest, and leaves out one that says what the version before it said.
import { revisionRelease } from '../../../examples/reference/flows/revision-release.js'
import { isOvertaken, missingApprovals, partsOf, revisionTypes } from '../../../examples/reference/revisions.js'
import { run } from '../../../examples/reference/run.js'
import { twist } from '../shared/twist.mjs'

/** What a version says, without its number. */
function said(fact, context) {
  const parts = partsOf(fact.data, context)
  return parts && JSON.stringify(['header', 'lines', 'substitutes', 'effectivity'].map((name) => parts[name][name] ?? parts[name].plants))
}

twist(revisionRelease, async function* (right, fact, context) {
  if (fact.type !== revisionTypes.complete || isOvertaken(fact.data, context)) return yield* right(fact, context)
  const { store } = context
  const written = store.ofType(revisionTypes.complete).filter(({ state, data }) => state === 'posted' && data.item === fact.data.item)
  const last = written.toSorted((a, b) => a.data.version - b.data.version).at(-1)
  const isNews = !last || last.data.revision !== fact.data.revision || said(last, context) !== said(fact, context)
  if (!isNews && store.ofType(revisionTypes.rolledBack).length === 0) {
    store.settle(fact, 'ignored')
    return yield { settled: true }
  }
  if (missingApprovals(fact.data, context).length > 0) return yield { wait: true }
  yield* right(fact, context)
})
await run()
