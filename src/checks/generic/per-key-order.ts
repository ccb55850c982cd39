import { commutes } from '../../flows/commutes.js'
import type { Evidence } from '../../journal/evidence.js'
import type { FactState, Posting } from '../../journal/evidence-types.js'
import type { Check, Violation } from '../contract.js'
import {
  atEnd,
  capitalised,
  firstApplied,
  isFinal,
  type Place,
  placeName,
  places,
  recordsOf,
  type Scene,
  seconds,
  wasExceptedAt,
  WordMap,
} from '../support/index.js'

/** Two facts of which the earlier has to be applied first. */
interface Pair {
  readonly earlier: FactState
  readonly later: FactState
}

/** All pairs of a key that may not commute: only ends, cancellations and writes of one state make them. */
function* pairsOf(evidence: Evidence, place: Place): Generator<Pair> {
  const inOrder = (a: FactState, b: FactState): Pair => (a.streamSeq < b.streamSeq ? { earlier: a, later: b } : { earlier: b, later: a })
  const writers = new WordMap<FactState>()
  for (const fact of place) {
    for (const { entity, group } of fact.states) {
      const written = [entity.system, entity.entity, group]
      const before = writers.get(written)
      if (before) yield { earlier: before, later: fact }
      writers.set(written, fact)
    }
    if (isFinal(fact)) {
      // Two final ones make one pair.
      for (const other of place) if (other !== fact && !(isFinal(other) && other.streamSeq < fact.streamSeq)) yield inOrder(fact, other)
      continue
    }
    const original = fact.reverses === '' ? undefined : evidence.facts.get(fact.reverses)
    if (original && !isFinal(original) && original.sequenceKey === fact.sequenceKey) yield inOrder(original, fact)
  }
}

/** How the target could tell that something was still to come before. The number of the later fact shows every gap before it. */
function knowledgeOf(evidence: Evidence, earlier: FactState, posting: Posting): string {
  const call = evidence.calls.get(posting.cid)
  return call && evidence.knewAt(earlier, call, call.incarnation)
    ? `which the target knew of when call ${posting.cid} went out`
    : `which was visible as a gap in the sequence when call ${posting.cid} went out`
}

function violationOf({ evidence, faults }: Scene, { earlier, later }: Pair, first: Posting, second: Posting): Violation {
  const describe = (fact: FactState): string => `${fact.businessKey} (sequence ${fact.streamSeq}${isFinal(fact) ? ', final' : ''})`
  const ends = isFinal(earlier) || isFinal(later)
  const cancels = later.reverses === earlier.eid || earlier.reverses === later.eid
  return {
    reason: ends ? 'overtook-in-operation' : cancels ? 'cancelled-before-posted' : 'older-state-last',
    message:
      `${capitalised(placeName(later.dims))}: ${describe(later)} was applied at ${seconds(second.t)}, ` +
      `before ${describe(earlier)} at ${seconds(first.t)}, ${knowledgeOf(evidence, earlier, second)}.`,
    badness: first.t - second.t,
    records: recordsOf(evidence, { facts: [earlier, later], postings: [first, second] }, faults),
    eids: [earlier.eid, later.eid],
  }
}

/** Undefined where the pair says nothing: one of them was never applied (loss, not order), or a document carries both. */
function judgePair(scene: Scene, pair: Pair): Violation | 'right' | undefined {
  const first = firstApplied(pair.earlier)
  const second = firstApplied(pair.later)
  if (!first || !second) return undefined
  if (first === second || first.seq < second.seq) return 'right'
  const call = scene.evidence.calls.get(second.cid)
  if (!call) return undefined
  return wasExceptedAt(scene.evidence, pair.earlier, call.seq) ? 'right' : violationOf(scene, pair, first, second)
}

/**
 * Number 14: holding back, skipping an overtaken state and cancelling before posting are legal. What commutes may change places.
 * Whoever has the later fact has its number, and so sees that the earlier one is missing.
 */
export const perKeyOrder: Check = {
  number: 14,
  name: 'per-key-order',
  class: 'S',
  title: 'Facts of one order that do not commute are applied in the order in which they happened.',
  provenBy: ['M09'],
  begin: atEnd((scene) => {
    const { evidence, found } = scene
    for (const place of places(evidence)) {
      for (const pair of pairsOf(evidence, place)) {
        const { earlier, later } = pair
        if (!earlier.covered || !later.covered || earlier.must === 'IGNORE' || commutes(earlier, later)) continue
        const verdict = judgePair(scene, pair)
        if (verdict) found.take(verdict)
      }
    }
  }),
}
