// M10: what is newer it tells by the time stamp of the message, not by the version.
import { factOf } from '../../../examples/reference/cloud-event.js'
import { revisionRelease } from '../../../examples/reference/flows/revision-release.js'
import { revisionRollback } from '../../../examples/reference/flows/revision-rollback.js'
import { run } from '../../../examples/reference/run.js'
import { twist } from '../shared/twist.mjs'

const stampOf = ({ stamped }) => Date.parse(stamped)

/** The store as one would see it for whom the stamp is the version. */
function stamped({ store }, { data }) {
  const version = (other) => data.version + Math.sign(stampOf(other) - stampOf(data))
  const ofType = (type) => store.ofType(type).map((fact) => ({ ...fact, data: { ...fact.data, version: version(fact.data) } }))
  return { ...store, ofType }
}

for (const flow of [revisionRelease, revisionRollback])
  twist(flow, (right, fact, context) => right(fact, { ...context, store: stamped(context, fact) }))

await run({
  parts: {
    factOf(event, ...more) {
      const fact = factOf(event, ...more)
      return { ...fact, data: { ...fact.data, stamped: event.time } }
    },
  },
})
