import { setTimeout as sleep } from 'node:timers/promises'
import { standardParts } from '../../../examples/reference/integration.js'

const gatherMs = 300
const countMax = 50

const isConfirmation = (fact) => fact.side === '' && fact.type.endsWith('confirmation.reported.v1')
const placeOf = ({ data }) =>
  JSON.stringify([data.operation, data.occurredAt.slice(0, 13), data.yield.unit, data.scrap?.unit, data.rework?.unit])

/** What may be posted together: neighbours in the sequence, of one operation and one hour. */
function neighbours(first, store) {
  const members = []
  for (const fact of store.openOf(first.stream)) {
    if (fact.sequence !== first.sequence + members.length || !isConfirmation(fact) || placeOf(fact) !== placeOf(first)) break
    members.push(fact)
    if (members.length === countMax) break
  }
  return members
}

/** The batch that a fact belongs to, fixed on the disk before its first posting: a repetition must be the same posting. */
function batchOf(first, store) {
  store.db.exec('CREATE TABLE IF NOT EXISTS batches (id INTEGER PRIMARY KEY, batch INTEGER NOT NULL) STRICT')
  const stored = store.db.prepare('SELECT id FROM batches WHERE batch = ?').all(first.id)
  if (stored.length > 0) {
    const ids = new Set(stored.map((row) => row.id))
    return store.openOf(first.stream).filter((fact) => ids.has(fact.id))
  }
  const members = neighbours(first, store)
  const values = members.map((fact) => `(${fact.id}, ${first.id})`).join(', ')
  store.db.exec(`INSERT INTO batches VALUES ${values}`)
  return members
}

function sum(members, measure) {
  const quantities = members.map((fact) => fact.data[measure]).filter(Boolean)
  if (quantities.length === 0) return undefined
  const total = quantities.reduce((so, { quantity }) => so + Math.round(Number(quantity) * 1e6), 0) / 1e6
  const reason = quantities.find((quantity) => quantity.reason)?.reason
  return { quantity: total, unit: quantities[0].unit, ...(reason && { reason }) }
}

function merged(members) {
  const [first] = members
  const kind = members.some((fact) => fact.data.kind === 'final') ? 'final' : 'partial'
  const sums = { yield: sum(members, 'yield'), scrap: sum(members, 'scrap'), rework: sum(members, 'rework') }
  const serials = members.flatMap(({ data }) => data.serials ?? [])
  return { ...first, data: { ...first.data, kind, ...sums, serials } }
}

/** The tools of the standard parts, for a posting that stands for several facts. */
function forAll(members, context) {
  const { store, erp, desk } = context
  const references = members.map((fact) => fact.key)
  return {
    ...context,
    parts: {
      ...context.parts,
      names: (fact) => ({ ...standardParts.names(fact), idempotencyKey: `${members.length}x${standardParts.names(fact).idempotencyKey}` }),
      async raise(_, exception) {
        for (const key of references) await desk.raise(key, exception)
      },
    },
    store: {
      ...store,
      settle: (_, state, more) => members.forEach((fact) => store.settle(fact, state, more)),
      redate: (_, date) => members.forEach((fact) => store.redate(fact, date)),
    },
    erp: {
      ...erp,
      call: (method, path, { headers, body }) => erp.call(method, path, { headers, body: { ...body, reference: undefined, references } }),
    },
  }
}

/** Gathers up to 50 confirmations of one operation into one posting with a list of references. */
export async function settleInBatches(fact, progress, context) {
  if (!isConfirmation(fact)) return standardParts.settle(fact, progress, context)
  if (progress.attempts === 0) await sleep(gatherMs)
  const members = batchOf(fact, context.store)
  return standardParts.settle(merged(members), progress, forAll(members, context))
}
