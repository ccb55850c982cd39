import { sameValue } from '../../domain/effect.js'
import type { Evidence } from '../../journal/evidence.js'
import type { FactState, StateWrite } from '../../journal/evidence-types.js'
import { isObliged, isOfStep } from '../../journal/states.js'
import type { Check, Violation } from '../contract.js'
import { OrderFold } from '../production/support/order-fold.js'
import {
  afterHearing,
  contentsOf,
  eidsOf,
  hadItsChance,
  isReached,
  isVersioned,
  lastWriteOf,
  owedStates,
  type OwedState,
  recordsOf,
  systemTitle,
  writeName,
} from '../support/index.js'

/** Nothing but a posting can come of it: it was handed over, and people neither have it nor may have it. */
function isCertain(evidence: Evidence, fact: FactState): boolean {
  return fact.must === 'POST' && hadItsChance(evidence, fact) && !evidence.isExcepted(fact) && !evidence.hasObstacle(fact)
}

/** True for what some fact obliges, whichever it was in the end, and for what was there without the target. */
function isOneOfSeveral(write: StateWrite): boolean {
  if (isObliged(write)) return true
  const writes = write.entity.groups.get(write.group) ?? []
  const opening = writes.find(({ derived }) => !derived)?.before
  if (opening !== undefined && sameValue(opening, write.after)) return true
  return writes.some((other) => isOfStep(other) && sameValue(other.after, write.after))
}

/** Undefined where nothing was written, or not by the target at last: that it is missing is the affair of `every-event-accounted`. */
function judgeState(evidence: Evidence, owed: OwedState): Violation | 'right' | undefined {
  const last = lastWriteOf(owed)
  if (!last || last.posting.cid === 0) return undefined
  const isOpen = !owed.facts.every((fact) => isCertain(evidence, fact))
  if (isOpen && isOneOfSeveral(last)) return undefined
  if (!isOpen && isReached(evidence, owed)) return 'right'
  const versionOf = ({ version }: { readonly version: number | undefined }): string => (version === undefined ? '' : `, version ${version}`)
  const { fact, state } = owed.newest
  const { has, says } = contentsOf(last, state)
  return {
    reason: isVersioned(owed, last) && (last.version ?? 0) < (state.version ?? 0) ? 'older-version' : 'other-value',
    message:
      `In ${systemTitle(evidence, owed.entity.system)} the ${writeName(last, has)}${versionOf(last)}, is what was written last; ` +
      `${fact.businessKey} says ${says}${versionOf(state)}.`,
    badness: Math.max(1, (state.version ?? 0) - (last.version ?? 0)),
    records: recordsOf(evidence, { facts: [fact], postings: [last.posting], seqs: [last.seq] }),
    // What was written last may stand for another fact.
    eids: eidsOf(new Set([fact, ...last.posting.facts])),
  }
}

/**
 * Number 13: what was written last is what the newest fact says, however many were skipped. Only one end is right where every fact was
 * handed over, none is with people and none was taken back; else it has to be what some fact says. The status of an order, which its system
 * works out from confirmations, is judged as what they add up to, unless the order was completed technically or closed meanwhile.
 */
export const finalStateConverges: Check = {
  number: 13,
  name: 'final-state-converges',
  class: 'L',
  title: 'The state of an order, and of whatever else facts change, is what its facts add up to.',
  provenBy: ['writes-nonsense'],
  begin: afterHearing(
    (evidence) => new OrderFold(evidence),
    ({ evidence, found }, orders) => {
      for (const owed of owedStates(evidence)) {
        const verdict = judgeState(evidence, owed)
        if (verdict) found.take(verdict)
      }
      for (const { violation, owner } of orders.judge((fact) => isCertain(evidence, fact))) {
        found.judged += 1
        if (violation && owner !== undefined) found.follow(owner, violation)
        else if (violation) found.add(violation)
      }
    },
  ),
}
