import type { Evidence } from '../../journal/evidence.js'
import type { ExceptionState, FactState } from '../../journal/evidence-types.js'
import type { Check, Violation } from '../contract.js'
import { ownersOf } from '../owners.js'
import { atEnd, documentNames, eidsMax, isSettled, isSure, isThere, keysOf, recordsOf } from '../support/index.js'
import { atDesk } from '../../journal/records.js'

/** What people are asked to do is still to be done; what is done is not asked of them. */
export const exceptionClosedOnce: Check = {
  number: 65,
  name: 'exception-closed-once',
  class: 'L',
  covers: ['exceptions-have-owners'],
  title: 'A fact that is posted has no open exception, and a closed exception ended in a posting or in a discard with a reason.',
  provenBy: ['M59'],
  begin: atEnd(({ evidence, found }) => {
    const { exceptions } = evidence.header.target
    if (exceptions !== atDesk && exceptions !== 'http') {
      return { judged: 0, notJudged: `an exception cannot be seen to be closed there (exceptions: ${exceptions})` }
    }
    for (const exception of evidence.exceptions.values()) {
      const facts = exception.eids.flatMap((eid) => evidence.facts.get(eid) ?? []).filter((fact) => fact.covered)
      if (facts.length === 0) continue
      found.judged += 1
      const wrong = exception.status === 'open' ? openFor(evidence, exception, facts) : closedWith(evidence, exception, facts)
      if (!wrong) continue
      const postings = facts.flatMap((fact) => fact.postings).slice(0, 5)
      const violation: Violation = {
        ...wrong,
        badness: facts.length,
        records: recordsOf(evidence, { facts: facts.slice(0, 5), postings, exceptions: [exception.xid] }),
        eids: exception.eids.slice(0, eidsMax),
      }
      // Why a fact that was taken for posted is not, another check may tell.
      const owner = facts
        .map((fact) => ownersOf(evidence).ofEnding(evidence, fact, evidence.endingOf(fact)))
        .find((each) => each !== undefined)
      if (owner === undefined) found.add(violation)
      else found.follow(owner, violation)
    }
  }),
}

type Wrong = Pick<Violation, 'reason' | 'message'>

function isPosted(evidence: Evidence, fact: FactState): boolean {
  return fact.postings.length > 0 && isThere(evidence.endingOf(fact))
}

function are(facts: readonly FactState[]): string {
  return `${keysOf(facts)} ${facts.length === 1 ? 'is' : 'are'}`
}

/** An exception over several facts stays open as long as one of them needs it. One in doubt (EITHER) may stay open beside its effect. */
function openFor(evidence: Evidence, exception: ExceptionState, facts: readonly FactState[]): Wrong | undefined {
  // What stands for a choice of facts tells of none of them that nobody has to do anything about it.
  if (facts.some((fact) => !fact.postings.every(isSure))) return undefined
  // Nor can one be closed where a fault that never ends keeps the target from it.
  if (facts.some((fact) => fact.must === 'EITHER' || !isPosted(evidence, fact) || evidence.forEver.struck(fact))) return undefined
  const postings = [...new Set(facts.flatMap((fact) => fact.postings))]
  return {
    reason: 'open-though-posted',
    message: `${are(facts)} posted (${documentNames(postings)}), but exception ${exception.xid} is open.`,
  }
}

function closedWith(evidence: Evidence, exception: ExceptionState, facts: readonly FactState[]): Wrong | undefined {
  const { xid, resolution } = exception
  const unposted = facts.filter((fact) => !isSettled(evidence, fact) && !hasOther(evidence, fact, exception))
  if (resolution === 'discarded') {
    if (exception.reason.trim() === '')
      return { reason: 'discarded-without-reason', message: `Exception ${xid} (${keysOf(facts)}) was discarded without a reason.` }
    const posted = facts.filter((fact) => isPosted(evidence, fact))
    if (posted.length === 0) return undefined
    const by = documentNames(posted.flatMap((fact) => fact.postings))
    return { reason: 'discarded-though-posted', message: `Exception ${xid} was discarded, but ${are(posted)} posted (${by}).` }
  }
  if (unposted.length === 0) return undefined
  return resolution === 'posted'
    ? { reason: 'closed-though-not-posted', message: `Exception ${xid} was closed as posted, but ${are(unposted)} not.` }
    : { reason: 'closed-without-resolution', message: `Exception ${xid} was closed without saying how, and ${are(unposted)} not posted.` }
}

/** Another exception still accounts for it: this one was closed as a duplicate of it. */
function hasOther(evidence: Evidence, fact: FactState, exception: ExceptionState): boolean {
  return [...fact.exceptions].some((xid) => xid !== exception.xid && evidence.exceptions.get(xid)?.status === 'open')
}
