import type { Evidence } from '../../journal/evidence.js'
import type { FactState, Posting, Refusal } from '../../journal/evidence-types.js'
import type { Check, Violation } from '../contract.js'
import { ownersOf } from '../owners.js'
import {
  atEnd,
  callsOf,
  capitalised,
  counted,
  documentNames,
  factName,
  hadItsChance,
  isLive,
  recordsOf,
  type Scene,
  seconds,
  systemTitle,
  whereMissing,
} from '../support/index.js'

/** A message of several commands may be taken as a whole, and yet say of one that it was refused. */
const told = new Set(['refused', 'acked'])

const settledBy = new Set(['posted', 'over', 'suppressed', 'overtaken', 'blocked'])

/**
 * Refusals that the target was told of, in systems where something is missing still. "It is there already" is none: it says that the fact
 * is posted.
 */
function refusalsSeen(evidence: Evidence, fact: FactState): readonly Refusal[] {
  const isMissingIn = whereMissing(evidence, fact)
  return fact.refusals.filter(({ cid, answerClass }) => {
    const call = evidence.calls.get(cid)
    return call !== undefined && answerClass !== 'duplicate' && told.has(call.knowledge) && isMissingIn(call.system)
  })
}

/** Posted, wherever that was (73 tells of another place), with people, back with its sender, or cancelled before it could be posted. */
function isSettled(evidence: Evidence, fact: FactState): boolean {
  const isPosted = settledBy.has(evidence.endingOf(fact)) || ownersOf(evidence).ofFact(fact) !== undefined
  return evidence.isExcepted(fact) || fact.givenUp || isPosted
}

/** Postings of the fact, in the system that refused it, that came after the refusal. */
function postedAfter({ calls }: Evidence, fact: FactState, { cid, seq }: Refusal): readonly Posting[] {
  const system = calls.get(cid)?.system
  return fact.postings.filter((posting) => posting.system === system && posting.seq > seq && posting.reversesDoc === '')
}

/** What was done about it afterwards, as far as that is about this fact, in this system. */
function whatFollowed(evidence: Evidence, fact: FactState, refusals: readonly Refusal[], last: Refusal): string {
  // What has to be rejected may not succeed.
  if (fact.must === 'REJECT') return ''
  const posted = postedAfter(evidence, fact, last)
  if (posted.some(isLive)) return `what was posted of it later (${documentNames(posted.filter(isLive))}) is not all of it`
  if (posted.length > 0) return `what was posted of it later (${documentNames(posted)}) was cancelled again`
  const system = evidence.calls.get(last.cid)?.system
  const tried = callsOf(evidence, fact).some((call) => call.system === system && call.seq > last.seq)
  return tried || refusals.length > 1 ? 'no later try succeeded' : 'it was not tried again'
}

function violationOf({ evidence, faults }: Scene, fact: FactState, refusals: readonly Refusal[], last: Refusal): Violation {
  const system = systemTitle(evidence, evidence.calls.get(last.cid)?.system ?? '')
  const times = refusals.length === 1 ? '' : ` (${counted(refusals.length, 'refusal')} in all)`
  const code = last.code === '' ? String(last.status) : `${last.code} (${last.status})`
  const followed = whatFollowed(evidence, fact, refusals, last)
  return {
    reason: `dropped-after-${last.answerClass}`,
    message:
      `${capitalised(system)} refused ${factName(evidence, fact)} with ${code} at ${seconds(last.t)}${times}; ` +
      `${followed === '' ? '' : `${followed}, and `}no exception was raised until the end at ${seconds(evidence.last.t)}.`,
    badness: last.answerClass === 'transient' ? 2 : 1,
    records: recordsOf(evidence, { facts: [fact], postings: fact.postings, calls: callsOf(evidence, fact), seqs: [last.seq] }, faults),
    eids: [fact.eid],
  }
}

/** Number 10: a refusal that the target saw leads somewhere: to a later success, or to people. */
export const noSilentDrop: Check = {
  number: 10,
  name: 'no-silent-drop',
  class: 'L',
  covers: ['refusals'],
  title: 'No refusal is swallowed: what was refused is posted later, or handed to people.',
  provenBy: ['M19'],
  begin: atEnd((scene) => {
    const { evidence, found } = scene
    let unseen = 0
    for (const fact of evidence.facts.values()) {
      if (fact.refusals.length === 0 || !hadItsChance(evidence, fact)) continue
      const refusals = refusalsSeen(evidence, fact)
      const last = refusals.at(-1)
      if (!last) continue
      const settled = isSettled(evidence, fact)
      if (!settled && evidence.obstructions.mayHideException(fact)) {
        unseen += refusals.length
        continue
      }
      found.judged += refusals.length
      if (settled) continue
      // What came of it is told by the check that has that for its own: a notice that was never made, say.
      const owner = ownersOf(evidence).ofEnding(evidence, fact, evidence.endingOf(fact))
      if (owner === undefined) found.add(violationOf(scene, fact, refusals, last))
      else found.follow(owner, violationOf(scene, fact, refusals, last))
    }
    if (unseen === 0) return undefined
    return {
      notes: [`${counted(unseen, 'refusal')} not judged: an exception would settle it, and the target shows none (exceptions: none).`],
    }
  }),
}
