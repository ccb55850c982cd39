import { Tolerances } from '../journal/components.js'
import type { Evidence } from '../journal/evidence.js'
import type { FactState, Refusal } from '../journal/evidence-types.js'
import { Collector } from './collector.js'
import type { Check, Violation } from './contract.js'
import { Obstructions } from './support/obstacles.js'
import { hadItsChance, isWhole } from './support/scope.js'
import { callsOf, FaultTrail, recordsOf } from './support/trail.js'
import { counted, factName, seconds, systemTitle } from './support/words.js'

/** Refusals that the target was told of. "It is there already" is none: it says that the fact is posted. */
function refusalsSeen(evidence: Evidence, fact: FactState): readonly Refusal[] {
  return fact.refusals.filter((refusal) => refusal.answerClass !== 'duplicate' && evidence.calls.get(refusal.cid)?.knowledge === 'refused')
}

/** Posted, with people, back with its sender, or cancelled before it could be posted. */
function isSettled(evidence: Evidence, tolerances: Tolerances, fact: FactState): boolean {
  if (evidence.isExcepted(fact) || fact.givenUp) return true
  if (fact.must === 'REJECT') return false
  if (fact.must === 'IGNORE') return true
  return isWhole(evidence, fact, tolerances) || evidence.isSuppressed(fact)
}

function violationOf(evidence: Evidence, faults: FaultTrail, fact: FactState, refusals: readonly Refusal[], last: Refusal): Violation {
  const system = systemTitle(evidence.calls.get(last.cid)?.system ?? '')
  const times = refusals.length === 1 ? '' : ` (${counted(refusals.length, 'refusal')} in all)`
  const code = last.code === '' ? String(last.status) : `${last.code} (${last.status})`
  return {
    reason: `dropped-after-${last.answerClass}`,
    message:
      `${system.replace(/^t/, 'T')} refused ${factName(fact)} with ${code} at ${seconds(last.t)}${times}; ` +
      `no later try succeeded, and no exception was raised until the end at ${seconds(evidence.last.t)}.`,
    badness: last.answerClass === 'transient' ? 2 : 1,
    records: recordsOf(evidence, { facts: [fact], docs: fact.docs, calls: callsOf(evidence, fact), seqs: [last.seq] }, faults),
    eids: [fact.eid],
  }
}

/** Number 10: a refusal that the target saw leads somewhere: to a later success, or to people. */
export const noSilentDrop: Check = {
  number: 10,
  name: 'no-silent-drop',
  class: 'L',
  title: 'No refusal is swallowed: what was refused is posted later, or handed to people.',
  provenBy: ['M19'],
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
        let unseen = 0
        for (const fact of evidence.facts.values()) {
          if (fact.refusals.length === 0 || !hadItsChance(evidence, fact)) continue
          const refusals = refusalsSeen(evidence, fact)
          const last = refusals.at(-1)
          if (!last) continue
          const settled = isSettled(evidence, tolerances, fact)
          const cannotTell = !settled && obstructions.mayHideException(fact)
          if (cannotTell) {
            unseen += refusals.length
            continue
          }
          judged += refusals.length
          if (!settled) found.add(violationOf(evidence, faults, fact, refusals, last))
        }
        const notes =
          unseen > 0
            ? [`${counted(unseen, 'refusal')} not judged: an exception would settle it, and the target shows none (exceptions: none).`]
            : []
        return { judged, violations: found.done(), notes }
      },
    }
  },
}
