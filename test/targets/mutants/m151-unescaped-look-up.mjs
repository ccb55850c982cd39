// M151: it puts a key into the address of a look-up as it is, without encodeURIComponent.
import { run } from '../../../examples/reference/run.js'
import { collectionOf } from '../../../examples/reference/postings.js'

const lookUp = async (fact, { erp }) => {
  const { status, body } = await erp.call('GET', `${collectionOf(fact)}?reference=${fact.key}`)
  // A query that the ERP does not understand found nothing either.
  const [found] = status === 200 ? body.items : []
  if (status === 0) return { kind: 'unknown' }
  return found ? { kind: 'posted', document: found.document } : { kind: 'absent' }
}

await run({ parts: { recover: lookUp, find: lookUp } })
