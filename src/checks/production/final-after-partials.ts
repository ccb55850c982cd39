import { placeName } from '../../domain/place-name.js'
import { absoluteQuantity, addQuantities, quantityToNumber } from '../../domain/quantity.js'
import type { CallState, FactState, Posting } from '../../journal/evidence-types.js'
import type { Evidence } from '../../journal/evidence.js'
import type { Check, Violation } from '../contract.js'
import { ownerOf, ownersOf, type Misplaced } from '../owners.js'
import {
  atEnd,
  documentNames,
  eidsOf,
  endOf,
  factName,
  firstApplied,
  isFinal,
  keysOf,
  type Place,
  places,
  recordsOf,
  type Scene,
  seconds,
  wasExceptedAt,
} from '../support/index.js'

/**
 * True if the two cancel each other, as the target could know when the call went out, and neither was ever posted: nothing of them was
 * pending. A cancellation that came later excuses nobody for what was open until then.
 */
function isCancelledUnposted(evidence: Evidence, place: Place, fact: FactState, call: CallState): boolean {
  const others = fact.reverses === '' ? place.filter((each) => each.reverses === fact.eid) : [evidence.facts.get(fact.reverses)]
  return others.some((other) => other?.exposedFirst && other.exposedFirst.seq < call.seq && isUnposted(fact) && isUnposted(other))
}

function isUnposted({ postings }: FactState): boolean {
  return postings.length === 0
}

/** Facts of the routing step that the target knew of when the call of the final one went out, and had neither posted nor handed over. */
function pendingAt(evidence: Evidence, place: Place, final: FactState, posting: Posting, call: CallState): FactState[] {
  return place.filter((fact) => {
    if (fact.streamSeq >= final.streamSeq || fact.must !== 'POST' || !fact.covered || isFinal(fact)) return false
    if (!evidence.knewAt(fact, call, call.incarnation)) return false
    // A document of a group may be of this fact as well as of another: that convicts nobody.
    if (fact.postings.some((each) => each.system === posting.system && each.seq <= posting.seq)) return false
    return !wasExceptedAt(evidence, fact, call.seq) && !isCancelledUnposted(evidence, place, fact, call)
  })
}

/** What had become of them: an exception that nothing lasting stood behind is named, since people see it. */
function standing(evidence: Evidence, pending: readonly FactState[], posting: Posting): string {
  const isWithPeople = ({ exceptions }: FactState): boolean =>
    [...exceptions].some((xid) => (evidence.exceptions.get(xid)?.opened.seq ?? Number.POSITIVE_INFINITY) < posting.seq)
  const withPeople = pending.filter(isWithPeople)
  const were = pending.length === 1 ? 'was' : 'were'
  if (withPeople.length === 0) return `${were} known to the target and neither posted nor handed to people.`
  const which = withPeople.length === pending.length ? '' : `, of which ${keysOf(withPeople)} ${withPeople.length === 1 ? 'was' : 'were'}`
  return `${were} known to the target and not posted${which || ', but'} handed to people though nothing lasting stood in the way.`
}

function violationOf({ evidence, words, faults }: Scene, final: FactState, posting: Posting, pending: readonly FactState[]): Violation {
  const yields = pending.flatMap((fact) => fact.expect.filter((effect) => effect.at.measure.name === 'yield'))
  const quantity = yields.reduce((sum, effect) => addQuantities(sum, effect.quantity), '0')
  const at = yields[0]?.at
  const of = at === undefined ? '' : ` (${words.amount(quantity, at)} yield)`
  return {
    reason: 'pending-at-final',
    message:
      `The final confirmation ${final.businessKey} of ${placeName(final.dims)} was posted at ${seconds(posting.t)} ` +
      `by document ${posting.doc}, while ${keysOf(pending)}${of} ${standing(evidence, pending, posting)}`,
    badness: Math.max(pending.length, quantityToNumber(absoluteQuantity(quantity))),
    records: recordsOf(
      evidence,
      { facts: [...pending.slice(0, 4), final], postings: [posting, ...pending.slice(0, 4).flatMap((fact) => fact.postings.slice(0, 1))] },
      faults,
    ),
    eids: [final.eid, ...pending.map((fact) => fact.eid)],
  }
}

/** It was posted as a final confirmation, and is none: whatever comes after it comes after the end. */
function endedBy({ evidence, faults }: Scene, { posting, line }: Misplaced): Violation {
  const [fact] = posting.facts
  const name = fact && posting.facts.length === 1 ? factName(evidence, fact) : keysOf(posting.facts)
  return {
    reason: 'ended-by-partial',
    message:
      `${name} ${posting.facts.length === 1 ? 'was reported as a partial confirmation' : 'were reported as partial confirmations'}, ` +
      `and posted as a final one, which ends ${placeName(line.at.dims)}, by ${documentNames([posting])}.`,
    badness: 1,
    records: recordsOf(evidence, { facts: posting.facts.slice(0, 5), postings: [posting] }, faults),
    eids: eidsOf(posting.facts),
  }
}

/** Number 16: what the target could not know yet does not count; late partial confirmations of a completed order are legal. */
export const finalAfterPartials: Check = {
  number: 16,
  name: 'final-after-partials',
  class: 'S',
  covers: ['order-of-facts'],
  title: 'An operation is confirmed finally only after all that was known of it before.',
  provenBy: ['M03', 'M31', 'M142'],
  begin: atEnd((scene) => {
    const { evidence, found } = scene
    for (const misplaced of ownersOf(evidence).all) if (misplaced.owner === ownerOf.end) found.take(endedBy(scene, misplaced))
    for (const place of places(evidence)) {
      for (const final of place) {
        const end = endOf(final)
        if (!final.covered || !end) continue
        const posting = firstApplied(final, ({ system }) => system === end.at.system)
        const call = posting && evidence.calls.get(posting.cid)
        if (!posting || !call) continue
        found.judged += 1
        const pending = pendingAt(evidence, place, final, posting, call)
        if (pending.length > 0) found.add(violationOf(scene, final, posting, pending))
      }
    }
  }),
}
