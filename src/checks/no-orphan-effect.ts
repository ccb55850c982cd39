import type { DocState, FactState } from '../journal/evidence-types.js'
import type { Evidence } from '../journal/evidence.js'
import { Collector } from './collector.js'
import type { Check, Outcome } from './contract.js'
import { isLive } from './support/scope.js'
import { recordsOf } from './support/trail.js'
import { counted, DimensionWords, factName, placeName } from './support/words.js'

/** Everything that the target posts stands for something that happened. */
export const noOrphanEffect: Check = {
  number: 51,
  name: 'no-orphan-effect',
  class: 'S',
  title: 'Every posted document stands for at least one fact of a source.',
  provenBy: ['M62'],
  begin: (evidence) => ({ end: () => judged(evidence) }),
}

function judged(evidence: Evidence): Outcome {
  const words = new DimensionWords(evidence.header.plan)
  let byPlace: ReadonlyMap<string, FactState> | undefined
  const orphans = new Set<string>()
  const found = new Collector()
  let count = 0
  let cancelled = 0
  for (const doc of evidence.docs) {
    // What a system or the scenario did by itself needs no fact.
    if (doc.cid === 0 || doc.step !== '') continue
    const call = evidence.calls.get(doc.cid)
    // A journal may end inside a document: what it stands for is not settled yet.
    if (call && call.status === 0 && !evidence.ended) continue
    count += 1
    if (doc.facts.length > 0) continue
    orphans.add(`${doc.system}|${doc.doc}`)
    // Taking an orphan back is the cure.
    if (orphans.has(`${doc.system}|${doc.reversesDoc}`)) continue
    if (!isLive(doc) && doc.reversesDoc === '') {
      cancelled += 1
      continue
    }
    byPlace ??= factsByPlace(evidence)
    const nearest = byPlace.get(`${doc.order}|${doc.operation}`) ?? byPlace.get(doc.order)
    found.add({
      reason: doc.references.length === 0 ? 'no-reference' : 'unknown-reference',
      message: `${sentence(doc, words)} stands for no fact of a source. ${nearestWords(nearest)}`,
      badness: 1,
      records: recordsOf(evidence, { docs: [doc], facts: nearest ? [nearest] : [] }),
      eids: nearest ? [nearest.eid] : [],
    })
  }
  const notes = cancelled === 0 ? [] : [`${counted(cancelled, 'document')} without a fact was posted and cancelled again.`]
  return { judged: count, violations: found.done(), notes }
}

function sentence(doc: DocState, words: DimensionWords): string {
  const [line] = doc.lines
  const what = line ? ` (${words.effect(line.quantity, line.dims)})` : ''
  const names = doc.references.length === 0 ? 'without a reference' : `with the reference ${doc.references.slice(0, 3).join(', ')}`
  return `Document ${doc.doc}${what}, ${names},`
}

function nearestWords(nearest: FactState | undefined): string {
  if (!nearest) return 'No fact is about its order.'
  return nearest.operation === ''
    ? `The nearest fact is ${factName(nearest)}.`
    : `The nearest fact is ${nearest.businessKey} (${placeName(nearest)}).`
}

function factsByPlace(evidence: Evidence): Map<string, FactState> {
  const found = new Map<string, FactState>()
  for (const fact of evidence.facts.values()) {
    for (const place of [`${fact.order}|${fact.operation}`, fact.order]) if (fact.order !== '' && !found.has(place)) found.set(place, fact)
  }
  return found
}
