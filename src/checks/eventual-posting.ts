import { Tolerances } from '../journal/components.js'
import type { Evidence } from '../journal/evidence.js'
import type { FactState } from '../journal/evidence-types.js'
import { Collector } from './collector.js'
import type { Check, Violation } from './contract.js'
import { Obstructions } from './support/obstacles.js'
import { hadItsChance, isWhole, sinceHeal } from './support/scope.js'
import { callsOf, FaultTrail, recordsOf } from './support/trail.js'
import { enumerate, factName, seconds } from './support/words.js'

/** What stood in the way of a fact, for a while only: a transient refusal, or a call of it that a fault or the network ended. */
function transientObstacle(evidence: Evidence, faults: FaultTrail, fact: FactState): string | undefined {
  const refusal = fact.refusals.findLast((each) => each.answerClass === 'transient')
  const fired = faults.ofFact(fact)
  if (refusal) return fired ? `${refusal.code || refusal.status}, ${fired.fault}` : `${refusal.code || refusal.status}`
  const inDoubt = callsOf(evidence, fact).find((call) => call.knowledge === 'indeterminate')
  if (!inDoubt) return undefined
  return fired ? fired.fault : `no answer to call ${inDoubt.cid}`
}

function violationOf(evidence: Evidence, faults: FaultTrail, fact: FactState, obstacle: string): Violation {
  const parked = evidence.isExcepted(fact)
  const where = parked ? `is still parked with people (${enumerate([...fact.exceptions], 2)})` : 'is still not posted'
  return {
    reason: parked ? 'parked' : 'abandoned',
    message:
      `${factName(fact)} ${where} ${seconds(sinceHeal(evidence))} after the last disturbance was healed; ` +
      `only something that passes stood in its way (${obstacle}).`,
    badness: parked ? 1 : 2,
    records: recordsOf(
      evidence,
      {
        facts: [fact],
        docs: fact.docs,
        calls: callsOf(evidence, fact),
        exceptions: fact.exceptions,
        seqs: evidence.healed ? [evidence.healed.seq] : [],
      },
      faults,
    ),
    eids: [fact.eid],
  }
}

/** Number 9: an exception is no excuse for what only had to be tried again. */
export const eventualPosting: Check = {
  number: 9,
  name: 'eventual-posting',
  class: 'L',
  title: 'What only met passing obstacles is posted in the end, not parked.',
  provenBy: ['M64'],
  begin(evidence) {
    const faults = new FaultTrail()
    const obstructions = new Obstructions(evidence)
    const tolerances = new Tolerances(evidence.header.plan)
    return {
      hears: ['fault.fired', 'effect.state'],
      on(record) {
        faults.on(record)
        obstructions.on(record)
      },
      end() {
        const found = new Collector()
        let judged = 0
        // Without time between heal and the end, nothing had a chance to be tried again.
        const hadTime = sinceHeal(evidence) > evidence.header.target.grace_ms
        for (const fact of evidence.facts.values()) {
          if (!hadTime || fact.must !== 'POST' || !hadItsChance(evidence, fact)) continue
          const obstacle = transientObstacle(evidence, faults, fact)
          if (obstacle === undefined) continue
          judged += 1
          if (isWhole(evidence, fact, tolerances) || evidence.isSuppressed(fact) || obstructions.stoodBefore(fact)) continue
          found.add(violationOf(evidence, faults, fact, obstacle))
        }
        return { judged, violations: found.done() }
      },
    }
  },
}
