import { Tolerances } from '../journal/components.js'
import type { Evidence } from '../journal/evidence.js'
import type { FactState, Moment } from '../journal/evidence-types.js'
import { Collector } from './collector.js'
import type { Check, Violation } from './contract.js'
import { Obstructions } from './support/obstacles.js'
import { isWhole } from './support/scope.js'
import { callsOf, FaultTrail, recordsOf } from './support/trail.js'
import { factName, seconds } from './support/words.js'

const mustEnd = new Set(['POST', 'HOLD', 'EITHER', 'REJECT'])

/** The first crash that found the fact with the target, acknowledged, and neither posted nor with people. */
function crashAtRisk(evidence: Evidence, fact: FactState): (Moment & { readonly incarnation: number }) | undefined {
  const { owed, exposedFirst } = fact
  // A cursor that went past what no page contained: that was lost without a crash, and number 8 says so.
  if (!owed || !exposedFirst) return undefined
  // Once the run was quiet its end state stands: stopping the target afterwards is no crash.
  const until = evidence.quiet?.seq ?? Number.POSITIVE_INFINITY
  const crash = evidence.crashes.find((each) => each.seq > owed.seq && each.seq > exposedFirst.seq && each.seq < until)
  if (!crash) return undefined
  if (fact.docs.some((doc) => doc.seq < crash.seq)) return undefined
  for (const xid of fact.exceptions) {
    const exception = evidence.exceptions.get(xid)
    if (exception && exception.opened.seq < crash.seq) return undefined
  }
  return crash
}

function isKept(evidence: Evidence, tolerances: Tolerances, fact: FactState): boolean {
  if (evidence.isExcepted(fact)) return true
  if (fact.must === 'REJECT') return fact.givenUp
  return fact.docs.length > 0 || isWhole(evidence, fact, tolerances) || evidence.isSuppressed(fact)
}

function violationOf(evidence: Evidence, faults: FaultTrail, fact: FactState, crash: Moment): Violation {
  const at = fact.owed?.t ?? 0
  return {
    reason: 'acknowledged-and-lost',
    message:
      `${factName(fact)} was acknowledged at ${seconds(at)}; after the crash at ${seconds(crash.t)} ` +
      'it has neither effect nor exception.',
    badness: crash.t - at,
    records: recordsOf(evidence, { facts: [fact], calls: callsOf(evidence, fact), seqs: [crash.seq] }, faults),
    eids: [fact.eid],
  }
}

/** Number 11: judged for facts that a crash found acknowledged and not yet posted. What was not acknowledged comes again. */
export const ackImpliesDurable: Check = {
  number: 11,
  name: 'ack-implies-durable',
  class: 'L',
  title: 'What the target acknowledged survives a crash of the target.',
  provenBy: ['M02'],
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
        if (evidence.crashes.length === 0) return { judged, violations: found.done() }
        for (const fact of evidence.facts.values()) {
          if (!fact.covered || !mustEnd.has(fact.must)) continue
          const crash = crashAtRisk(evidence, fact)
          if (!crash) continue
          const kept = isKept(evidence, tolerances, fact)
          const cannotTell = obstructions.mayHideException(fact)
          if (!kept && cannotTell) continue
          judged += 1
          if (!kept) found.add(violationOf(evidence, faults, fact, crash))
        }
        return { judged, violations: found.done() }
      },
    }
  },
}
