import { absoluteQuantity, addQuantities, quantityToNumber } from '../domain/quantity.js'
import type { Evidence } from '../journal/evidence.js'
import type { CallState, DocState, FactState } from '../journal/evidence-types.js'
import { Collector } from './collector.js'
import type { Check, Violation } from './contract.js'
import { wasExceptedAt } from './support/obstacles.js'
import { firstApplied, places, type Place } from './support/places.js'
import { FaultTrail, recordsOf } from './support/trail.js'
import { DimensionWords, keysOf, placeName, seconds } from './support/words.js'

/** True if the two cancel each other and neither was ever posted: nothing of them was pending. */
function isCancelledUnposted(evidence: Evidence, place: Place, fact: FactState): boolean {
  const other = fact.reverses === '' ? place.facts.find((each) => each.reverses === fact.eid) : evidence.facts.get(fact.reverses)
  return other !== undefined && fact.docs.length === 0 && other.docs.length === 0
}

/** Facts of the operation that the target knew of when the call of the final one went out, and had neither posted nor handed over. */
function pendingAt(evidence: Evidence, place: Place, final: FactState, doc: DocState, call: CallState): FactState[] {
  return place.facts.filter((fact) => {
    if (fact.streamSeq >= final.streamSeq || fact.must !== 'POST' || !fact.covered || fact.final) return false
    if (!evidence.knewAt(fact, call, call.incarnation)) return false
    // A document of a group may be of this fact as well as of another: that convicts nobody.
    if (fact.docs.some((each) => each === doc || each.seq < doc.seq)) return false
    return !wasExceptedAt(evidence, fact, call.seq) && !isCancelledUnposted(evidence, place, fact)
  })
}

function violationOf(
  evidence: Evidence,
  words: DimensionWords,
  faults: FaultTrail,
  final: FactState,
  doc: DocState,
  pending: readonly FactState[],
): Violation {
  const yields = pending.flatMap((fact) => fact.expect.filter((effect) => effect.measure === 'yield'))
  const quantity = yields.reduce((sum, effect) => addQuantities(sum, effect.quantity), '0')
  const dims = yields[0]?.dims
  const of = dims === undefined ? '' : ` (${words.amount(quantity, dims)} yield)`
  return {
    reason: 'pending-at-final',
    message:
      `The final confirmation ${final.businessKey} of ${placeName(final)} was posted at ${seconds(doc.t)} ` +
      `by document ${doc.doc}, while ${keysOf(pending)}${of} ` +
      `${pending.length === 1 ? 'was' : 'were'} known to the target and neither posted nor handed to people.`,
    badness: Math.max(pending.length, quantityToNumber(absoluteQuantity(quantity))),
    records: recordsOf(
      evidence,
      { facts: [...pending.slice(0, 4), final], docs: [doc, ...pending.slice(0, 4).flatMap((fact) => fact.docs.slice(0, 1))] },
      faults,
    ),
    eids: [final.eid, ...pending.map((fact) => fact.eid)],
  }
}

/** Number 16: what the target could not know yet does not count; late partial confirmations of a completed order are legal. */
export const finalAfterPartials: Check = {
  number: 16,
  name: 'final-after-partials',
  class: 'S',
  title: 'An operation is confirmed finally only after all that was known of it before.',
  provenBy: ['M03', 'M31'],
  begin(evidence) {
    const faults = new FaultTrail()
    const words = new DimensionWords(evidence.header.plan)
    return {
      hears: ['fault.fired'],
      on: (record) => faults.on(record),
      end() {
        const found = new Collector()
        let judged = 0
        for (const place of places(evidence)) {
          for (const final of place.facts) {
            if (!final.final || !final.covered) continue
            const doc = firstApplied(final)
            const call = doc && evidence.calls.get(doc.cid)
            if (!doc || !call) continue
            judged += 1
            const pending = pendingAt(evidence, place, final, doc, call)
            if (pending.length > 0) found.add(violationOf(evidence, words, faults, final, doc, pending))
          }
        }
        return { judged, violations: found.done() }
      },
    }
  },
}
