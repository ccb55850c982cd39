// T32: writes nothing of a revision until it is complete and everybody has approved it, and then everything at once.
import { revisionRelease } from '../../../examples/reference/flows/revision-release.js'
import { isOvertaken, missingApprovals, revisionTypes } from '../../../examples/reference/revisions.js'
import { run } from '../../../examples/reference/run.js'
import { twist } from '../shared/twist.mjs'

twist(revisionRelease, async function* (right, fact, context) {
  const isEarly = fact.type === revisionTypes.complete && missingApprovals(fact.data, context).length > 0
  if (isEarly && !isOvertaken(fact.data, context)) return yield { wait: true }
  yield* right(fact, context)
})
await run()
