import { commutes } from '../flows/contract.js'
import type { Evidence } from '../journal/evidence.js'
import type { DocState, FactState } from '../journal/evidence-types.js'
import { Collector } from './collector.js'
import type { Check, Violation } from './contract.js'
import { wasExceptedAt } from './support/obstacles.js'
import { firstApplied, places, type Place } from './support/places.js'
import { FaultTrail, recordsOf } from './support/trail.js'
import { seconds } from './support/words.js'

/** Two facts of which the earlier has to be applied first. */
interface Pair {
  readonly earlier: FactState
  readonly later: FactState
}

/** All pairs of an operation that do not commute: only final confirmations and cancellations make them. */
function* pairsOf(evidence: Evidence, place: Place): Generator<Pair> {
  const inOrder = (a: FactState, b: FactState): Pair => (a.streamSeq < b.streamSeq ? { earlier: a, later: b } : { earlier: b, later: a })
  for (const fact of place.facts) {
    if (fact.final) {
      // Two final ones make one pair.
      for (const other of place.facts) if (other !== fact && !(other.final && other.streamSeq < fact.streamSeq)) yield inOrder(fact, other)
      continue
    }
    const original = fact.reverses === '' ? undefined : evidence.facts.get(fact.reverses)
    if (original && !original.final && original.sequenceKey === fact.sequenceKey) yield inOrder(original, fact)
  }
}

/** How the target could tell that something was still to come before. The number of the later fact shows every gap before it. */
function knowledgeOf(evidence: Evidence, earlier: FactState, doc: DocState): string {
  const call = evidence.calls.get(doc.cid)
  return call && evidence.knewAt(earlier, call, call.incarnation)
    ? `which the target knew of when call ${doc.cid} went out`
    : `which was visible as a gap in the sequence when call ${doc.cid} went out`
}

function violationOf(evidence: Evidence, faults: FaultTrail, { earlier, later }: Pair, first: DocState, second: DocState): Violation {
  const describe = (fact: FactState): string => `${fact.businessKey} (sequence ${fact.streamSeq}${fact.final ? ', final' : ''})`
  return {
    reason: earlier.final || later.final ? 'overtook-in-operation' : 'cancelled-before-posted',
    message:
      `Order ${later.order} / ${later.operation}: ${describe(later)} was applied at ${seconds(second.t)}, ` +
      `before ${describe(earlier)} at ${seconds(first.t)}, ${knowledgeOf(evidence, earlier, second)}.`,
    badness: first.t - second.t,
    records: recordsOf(evidence, { facts: [earlier, later], docs: [first, second] }, faults),
    eids: [earlier.eid, later.eid],
  }
}

/** Undefined where the pair says nothing: one of them was never applied (loss, not order), or a document carries both. */
function judgePair(evidence: Evidence, faults: FaultTrail, pair: Pair): Violation | 'kept' | undefined {
  const first = firstApplied(pair.earlier)
  const second = firstApplied(pair.later)
  if (!first || !second) return undefined
  if (first === second || first.seq < second.seq) return 'kept'
  const call = evidence.calls.get(second.cid)
  if (!call) return undefined
  return wasExceptedAt(evidence, pair.earlier, call.seq) ? 'kept' : violationOf(evidence, faults, pair, first, second)
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
  begin(evidence) {
    const faults = new FaultTrail()
    return {
      hears: ['fault.fired'],
      on: (record) => faults.on(record),
      end() {
        const found = new Collector()
        let judged = 0
        for (const place of places(evidence)) {
          for (const pair of pairsOf(evidence, place)) {
            const { earlier, later } = pair
            if (!earlier.covered || !later.covered || earlier.must === 'IGNORE' || commutes(earlier, later)) continue
            const verdict = judgePair(evidence, faults, pair)
            if (verdict) judged += 1
            if (verdict && verdict !== 'kept') found.add(verdict)
          }
        }
        return { judged, violations: found.done() }
      },
    }
  },
}
