import type { ExceptionState, FactState } from '../journal/evidence-types.js'
import type { Evidence } from '../journal/evidence.js'
import { Collector } from './collector.js'
import type { Check, Outcome, Violation } from './contract.js'
import { Settlements } from './support/settled.js'
import { recordsOf } from './support/trail.js'
import { documentNames, enumerate, keysOf } from './support/words.js'

/** What people are asked to do is still to be done; what is done is not asked of them. */
export const exceptionClosedOnce: Check = {
  number: 65,
  name: 'exception-closed-once',
  class: 'L',
  title: 'A fact that is posted has no open exception, and a closed exception ended in a posting or in a discard with a reason.',
  provenBy: ['M59'],
  begin: (evidence) => ({ end: () => judged(evidence) }),
}

function judged(evidence: Evidence): Outcome {
  const found = new Collector()
  const { exceptions } = evidence.header.target
  if (exceptions !== 'desk' && exceptions !== 'http') {
    return { judged: 0, violations: found.done(), notJudged: `an exception cannot be seen to be closed there (exceptions: ${exceptions})` }
  }
  const settlements = new Settlements(evidence)
  let count = 0
  for (const exception of evidence.exceptions.values()) {
    const facts = exception.eids.flatMap((eid) => evidence.facts.get(eid) ?? []).filter((fact) => fact.covered)
    if (facts.length === 0) continue
    count += 1
    const wrong = exception.status === 'open' ? openFor(exception, facts, settlements) : closedWith(exception, facts, settlements)
    if (!wrong) continue
    const docs = facts.flatMap((fact) => fact.docs).slice(0, 5)
    found.add({
      ...wrong,
      badness: facts.length,
      records: recordsOf(evidence, { facts: facts.slice(0, 5), docs, exceptions: [exception.xid] }),
      eids: exception.eids.slice(0, 50),
    })
  }
  return { judged: count, violations: found.done() }
}

type Wrong = Pick<Violation, 'reason' | 'message'>

/** An exception over several facts stays open as long as one of them needs it. One in doubt (EITHER) may stay open beside its effect. */
function openFor(exception: ExceptionState, facts: readonly FactState[], settlements: Settlements): Wrong | undefined {
  if (facts.some((fact) => fact.must === 'EITHER' || settlements.of(fact) !== 'posted')) return undefined
  const docs = [...new Set(facts.flatMap((fact) => fact.docs))]
  return {
    reason: 'open-though-posted',
    message:
      `${keysOf(facts)} ${facts.length === 1 ? 'is' : 'are'} posted (${documentNames(docs)}), but ` + `exception ${exception.xid} is open.`,
  }
}

function closedWith(exception: ExceptionState, facts: readonly FactState[], settlements: Settlements): Wrong | undefined {
  const unposted = facts.filter(
    (fact) => settlements.of(fact) !== 'posted' && !settlements.evidence.isSuppressed(fact) && !hasOther(fact, exception, settlements),
  )
  const posted = facts.filter((fact) => fact.docs.length > 0 && settlements.isPosted(fact))
  const names = enumerate(unposted.map((fact) => fact.businessKey))
  if (exception.resolution === 'discarded') {
    if (exception.reason.trim() === '')
      return {
        reason: 'discarded-without-reason',
        message: `Exception ${exception.xid} (${keysOf(facts)}) was discarded without a reason.`,
      }
    if (posted.length > 0)
      return {
        reason: 'discarded-though-posted',
        message:
          `Exception ${exception.xid} was discarded, but ${keysOf(posted)} ${posted.length === 1 ? 'is' : 'are'} posted ` +
          `(${documentNames(posted.flatMap((fact) => fact.docs))}).`,
      }
    return undefined
  }
  if (unposted.length === 0) return undefined
  return exception.resolution === 'posted'
    ? {
        reason: 'closed-though-not-posted',
        message: `Exception ${exception.xid} was closed as posted, but ${names} ${unposted.length === 1 ? 'is' : 'are'} not.`,
      }
    : {
        reason: 'closed-without-resolution',
        message:
          `Exception ${exception.xid} was closed without saying how, and ${names} ` + `${unposted.length === 1 ? 'is' : 'are'} not posted.`,
      }
}

/** Another exception still accounts for it: this one was closed as a duplicate of it. */
function hasOther(fact: FactState, exception: ExceptionState, settlements: Settlements): boolean {
  return [...fact.exceptions].some((xid) => xid !== exception.xid && settlements.evidence.exceptions.get(xid)?.status === 'open')
}
