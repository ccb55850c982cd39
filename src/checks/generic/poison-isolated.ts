import type { FactState } from '../../journal/evidence-types.js'
import type { Evidence } from '../../journal/evidence.js'
import type { Check } from '../contract.js'
import { atEnd, callsOf, counted, factName, hadItsChance, recordsOf } from '../support/index.js'

/** What a business rule forbids goes to people (or back to its sender) after a bounded number of attempts. */
export const poisonIsolated: Check = {
  number: 62,
  name: 'poison-isolated',
  class: 'L',
  covers: ['refusals', 'exceptions-have-owners'],
  title: 'A fact that must be rejected is handed to people or returned to its sender, after a bounded number of attempts.',
  provenBy: ['M56', 'M57'],
  begin: atEnd(({ evidence, found }) => {
    const limit = evidence.header.plan.judge.attempts_max
    const silent = evidence.header.target.exceptions === 'none'
    let count = 0
    for (const fact of evidence.facts.values()) {
      if (!fact.covered || fact.must !== 'REJECT' || !fact.exposedFirst) continue
      count += 1
      const attempts = attemptsOf(evidence, fact)
      const deliveries = Math.max(1, fact.deliveries)
      const allowed = limit * deliveries
      // What was posted against the rules is told as that.
      const isPosted = evidence.endingOf(fact) === 'forbidden'
      // What was not handed over in a way that obliges it, the target may have lost with the life that it had then.
      const isDone = isPosted || fact.givenUp || evidence.isExcepted(fact) || evidence.isBlocked(fact)
      const isolated = silent || isDone || !hadItsChance(evidence, fact)
      if (attempts <= allowed && isolated) continue
      const end = isolated
        ? `${allowed} are allowed for ${deliveries} ${deliveries === 1 ? 'delivery' : 'deliveries'}`
        : 'no exception, and not returned to its sender'
      found.add({
        reason: isolated ? 'hammered' : 'not-isolated',
        message: `${factName(evidence, fact)} must be rejected: ${counted(attempts, 'attempt')}, ${end}.`,
        badness: attempts,
        records: recordsOf(evidence, { facts: [fact], calls: callsOf(evidence, fact), exceptions: fact.exceptions }),
        eids: [fact.eid],
      })
    }
    const notes =
      silent && count > 0 ? ['Whether people were told is not judged: the target has no place for exceptions (exceptions: none).'] : []
    return { judged: count, notes }
  }),
}

function attemptsOf(evidence: Evidence, fact: FactState): number {
  let attempts = 0
  for (const cid of fact.cids) {
    const call = evidence.calls.get(cid)
    // What a fault keeps from being done for ever is tried for ever.
    if (call?.posts && !evidence.forEver.has(call.fault)) attempts += 1
  }
  return attempts
}
