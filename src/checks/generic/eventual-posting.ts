import type { CallState, FactState } from '../../journal/evidence-types.js'
import type { Check, Violation } from '../contract.js'
import { ownerOfShortage, ownersOf } from '../owners.js'
import {
  atEnd,
  callsOf,
  enumerate,
  factName,
  hadItsChance,
  isThere,
  recordsOf,
  type Scene,
  seconds,
  sinceHeal,
  whereMissing,
} from '../support/index.js'

/** Refusals that end by themselves, or once the caller has signed in anew. */
const passing = new Set(['transient', 'handshake'])

/**
 * What stood in the way of a fact, for a while only: a transient refusal, or a call of it that a fault or the network ended. Where a part
 * of it is there, what happened in its systems stood in nobody's way.
 */
function transientObstacle({ evidence, faults }: Scene, fact: FactState, isToBlame: (call?: CallState) => boolean): string | undefined {
  // Most facts met nothing at all: nobody asks what they lack.
  let isMissingIn: ReturnType<typeof whereMissing> | undefined
  const counts = (cid: number): boolean => {
    const call = evidence.calls.get(cid)
    return isToBlame(call) && (isMissingIn ??= whereMissing(evidence, fact))(call?.system)
  }
  const refusal = fact.refusals.findLast((each) => passing.has(each.answerClass) && counts(each.cid))
  const fired = faults.ofFact(fact, counts)
  if (refusal) return fired ? `${refusal.code || refusal.status}, ${fired.fault}` : `${refusal.code || refusal.status}`
  const inDoubt = callsOf(evidence, fact).find((call) => call.knowledge === 'indeterminate' && counts(call.cid))
  if (!inDoubt) return undefined
  return fired ? fired.fault : `no answer to call ${inDoubt.cid}`
}

/** The end of a call that had its effect stood in nobody's way. */
const hadNoEffect = (call?: CallState): boolean => (call?.postings.length ?? 0) === 0

function violationOf({ evidence, faults }: Scene, fact: FactState, obstacle: string): Violation {
  const parked = evidence.isExcepted(fact)
  const where = parked ? `is still parked with people (${enumerate([...fact.exceptions], 2)})` : 'is still not posted'
  return {
    reason: parked ? 'parked' : 'abandoned',
    message:
      `${factName(evidence, fact)} ${where} ${seconds(sinceHeal(evidence))} after the last disturbance was healed; ` +
      `only something that passes stood in its way (${obstacle}).`,
    badness: parked ? 1 : 2,
    records: recordsOf(
      evidence,
      {
        facts: [fact],
        postings: fact.postings,
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
  covers: ['refusals'],
  title: 'What only met passing obstacles is posted in the end, not parked.',
  provenBy: ['M64'],
  begin: atEnd((scene) => {
    const { evidence, found } = scene
    // Without time between heal and the end, nothing had a chance to be tried again.
    if (sinceHeal(evidence) <= evidence.header.target.grace_ms) return
    for (const fact of evidence.facts.values()) {
      if (fact.must !== 'POST' || !hadItsChance(evidence, fact)) continue
      if (transientObstacle(scene, fact, () => true) === undefined) continue
      found.judged += 1
      const ending = evidence.endingOf(fact)
      // What was posted elsewhere is not left undone, and of what a later state has overtaken nothing is owed.
      if (
        isThere(ending) ||
        ownersOf(evidence).ofFact(fact) ||
        ownerOfShortage(evidence, fact) !== undefined ||
        ending === 'suppressed' ||
        ending === 'overtaken' ||
        evidence.obstructions.stoodBefore(fact)
      )
        continue
      const obstacle = transientObstacle(scene, fact, hadNoEffect)
      if (obstacle === undefined) continue
      const owner = ownersOf(evidence).ofEnding(evidence, fact, ending)
      if (owner === undefined) found.add(violationOf(scene, fact, obstacle))
      else found.follow(owner, violationOf(scene, fact, obstacle))
    }
  }),
}
