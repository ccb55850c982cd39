import type { SystemName } from '../../domain/names.js'
import type { Evidence } from '../../journal/evidence.js'
import type { FactState, Moment } from '../../journal/evidence-types.js'
import type { Check, Violation } from '../contract.js'
import { atEnd, callsOf, factName, recordsOf, type Scene, seconds, systemNames } from '../support/index.js'

const mustEnd = new Set(['POST', 'HOLD', 'EITHER', 'REJECT'])
const lostAs = new Set(['missing', 'never-collected', 'unseen', 'returned', 'short'])

/** Systems in which the fact obliges something, and has no posting. */
function withoutPosting({ expect, states, postings }: FactState): readonly SystemName[] {
  const obliged = new Set([...expect.map(({ at }) => at.system), ...states.map(({ entity }) => entity.system)])
  for (const { system } of postings) obliged.delete(system)
  return [...obliged]
}

/** Whether it has one in each, or had one before that record: asked of most facts of a journal, which oblige something in one system. */
function isPostedEverywhere({ expect, states, postings }: FactState, before = Number.POSITIVE_INFINITY): boolean {
  const isPostedIn = (name: SystemName): boolean => postings.some(({ system, seq }) => system === name && seq < before)
  let last: SystemName | undefined
  for (const { at } of expect) {
    if (at.system !== last && !isPostedIn(at.system)) return false
    last = at.system
  }
  return states.every(({ entity }) => entity.system === last || isPostedIn(entity.system))
}

/** The first crash that found the fact with the target, acknowledged, and neither posted everywhere nor with people. */
function crashAtRisk(evidence: Evidence, fact: FactState): (Moment & { readonly incarnation: number }) | undefined {
  const { owed, exposedFirst } = fact
  // A cursor that went past what no page contained: that was lost without a crash, and number 8 says so.
  if (!owed || !exposedFirst) return undefined
  // Once the run was quiet its end state stands: stopping the target afterwards is no crash.
  const until = evidence.quiet?.seq ?? Number.POSITIVE_INFINITY
  const crash = evidence.crashes.find((each) => each.seq > owed.seq && each.seq > exposedFirst.seq && each.seq < until)
  if (!crash) return undefined
  if (fact.postings.some((posting) => posting.seq < crash.seq) && isPostedEverywhere(fact, crash.seq)) return undefined
  for (const xid of fact.exceptions) {
    const exception = evidence.exceptions.get(xid)
    if (exception && exception.opened.seq < crash.seq) return undefined
  }
  return crash
}

function isKept(evidence: Evidence, fact: FactState): boolean {
  // Only what has to be rejected may go back to its sender.
  const isThere = fact.postings.length > 0 && isPostedEverywhere(fact)
  if (isThere || (fact.must === 'REJECT' && fact.givenUp)) return true
  return !lostAs.has(evidence.endingOf(fact))
}

function violationOf({ evidence, faults }: Scene, fact: FactState, crash: Moment): Violation {
  const at = fact.owed?.t ?? 0
  const where = systemNames(evidence, withoutPosting(fact))
  const lost = fact.postings.length === 0 ? 'neither effect nor exception' : `no effect in ${where}, and no exception`
  return {
    reason: 'acknowledged-and-lost',
    message: `${factName(evidence, fact)} was acknowledged at ${seconds(at)}; after the crash at ${seconds(crash.t)} ` + `it has ${lost}.`,
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
  begin: atEnd((scene) => {
    const { evidence, found } = scene
    if (evidence.crashes.length === 0) return
    for (const fact of evidence.facts.values()) {
      if (!fact.covered || !mustEnd.has(fact.must)) continue
      const crash = crashAtRisk(evidence, fact)
      if (!crash) continue
      const kept = isKept(evidence, fact)
      if (!kept && evidence.obstructions.mayHideException(fact)) continue
      found.judged += 1
      if (!kept) found.add(violationOf(scene, fact, crash))
    }
  }),
}
