import type { FactState } from '../../journal/evidence-types.js'
import type { Check, Violation } from '../contract.js'
import {
  type Arrived,
  arrivedFor,
  atEnd,
  callsOf,
  counted,
  eidsOf,
  enumerate,
  factName,
  hadItsChance,
  isLeftWaiting,
  judgeTitled,
  keysOf,
  recordsOf,
  type Scene,
  seconds,
  sinceHeal,
  titleOfDependency,
} from '../support/index.js'

/** Undefined for what was posted after all, after no more attempts than are allowed. */
function judgeFact({ evidence, faults }: Scene, fact: FactState, arrived: Arrived): Violation | undefined {
  const { at, of, early } = arrived
  const allowed = evidence.header.plan.judge.attempts_max * Math.max(1, fact.deliveries)
  const isLeft = isLeftWaiting(evidence, fact, arrived)
  if (!isLeft && early.length <= allowed) return undefined
  const last = early.at(-1)
  const waited = `${factName(evidence, fact)} waited for ${keysOf(of)}`
  const left =
    `${waited}, which was there at ${seconds(at.t)}; it was refused before (${last?.code ?? ''} at ${seconds(last?.t ?? 0)}), ` +
    `never tried again, and is still with people (${enumerate([...fact.exceptions], 2)}).`
  const hammered = `${waited}: ${counted(early.length, 'attempt')} were refused until it was there, ${allowed} are allowed.`
  return {
    reason: isLeft ? 'left-with-people' : 'hammered',
    message: isLeft ? left : hammered,
    badness: isLeft ? evidence.last.t - at.t : early.length,
    records: recordsOf(
      evidence,
      { facts: [fact, ...of.slice(0, 3)], calls: callsOf(evidence, fact), exceptions: fact.exceptions, seqs: [at.seq] },
      faults,
    ),
    eids: eidsOf([fact, ...of]),
  }
}

/** Number 53: what comes before its master data waits, or goes to people; once they are there, it is posted. */
export const lateDependencyConverges: Check = {
  number: 53,
  name: titleOfDependency,
  class: 'L',
  title: 'What came before its item, lot or parent is posted once that is there.',
  provenBy: [],
  begin: atEnd((scene) => {
    const { evidence, found } = scene
    judgeTitled(scene, titleOfDependency)
    // Without time between heal and the end, nothing had a chance to be tried again.
    if (sinceHeal(evidence) <= evidence.header.target.grace_ms) return
    for (const fact of evidence.facts.values()) {
      const arrived = fact.must === 'POST' && hadItsChance(evidence, fact) ? arrivedFor(evidence, fact) : undefined
      if (!arrived) continue
      const violation = judgeFact(scene, fact, arrived)
      if (violation) found.add(violation)
    }
  }),
}
