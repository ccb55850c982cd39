import { isZeroQuantity, type Quantity } from '../../domain/quantity.js'
import type { CallState, Ending, FactState, Posting } from '../../journal/evidence-types.js'
import type { Evidence } from '../../journal/evidence.js'
import { actualOf, type Scope } from '../../journal/net-effects.js'
import type { NetGroup } from '../../journal/net-groups.js'

/** Every scope once, in the order of its first fact. One with a fact that the target does not cover is left out: it is not judged. */
export function* scopes(evidence: Evidence): Generator<Scope> {
  const seen = new Set<FactState>()
  for (const fact of evidence.facts.values()) {
    if (seen.has(fact)) continue
    const scope = evidence.scopeOf(fact)
    if (scope.facts.length > 1) for (const member of scope.facts) seen.add(member)
    if (scope.facts.every((member) => member.covered)) yield scope
  }
}

/** What is left of a document after its cancellations, by net group. */
function remainderOf(posting: Posting): Map<NetGroup, Quantity> {
  return actualOf([posting, ...posting.reversedBy])
}

/** Posted, and not cancelled whole. A cancellation is not live itself: it takes away. */
export function isLive(posting: Posting): boolean {
  if (posting.reversesDoc !== '') return false
  if (posting.reversedBy.length === 0) return true
  return [...remainderOf(posting).values()].some((quantity) => !isZeroQuantity(quantity))
}

/** True for what nobody posted: a system worked it out from something else that was posted. */
function isDerived(posting: Posting): boolean {
  return posting.doc === '' && posting.lines.length === 0 && posting.writes.every((write) => write.derived)
}

/** False for what a stand-in or the scenario made, and for what a system worked out: it is not the target's. */
export function isTargets(evidence: Evidence, posting: Posting): boolean {
  if (posting.cid === 0 || isDerived(posting)) return false
  return posting.facts.length === 0 ? isCoveredCall(evidence, evidence.calls.get(posting.cid)) : posting.facts.some((fact) => fact.covered)
}

/** It stands for the facts that it is attributed to, and not for a choice of them. */
export function isSure({ level }: Posting): boolean {
  return level !== 'group' && level !== 'none'
}

export function isCoveredCall(evidence: Evidence, call: CallState | undefined): boolean {
  if (!call || call.eids.length === 0) return call !== undefined
  return call.eids.some((eid) => evidence.facts.get(eid)?.covered !== false)
}

/** True if the source handed the fact over in a way that obliges the target: taken, or offered again once nothing was disturbed. */
export function hadItsChance(evidence: Evidence, fact: FactState): boolean {
  if (!fact.covered || (!fact.offered && !fact.owed)) return false
  return fact.owed !== undefined || fact.offeredAfterHeal || evidence.healed === undefined
}

/** Its effect is there, whether it should be or not. */
export function isThere(ending: Ending): boolean {
  return ending === 'posted' || ending === 'over' || ending === 'forbidden'
}

/** It ends something: nothing that shares its dimensions may change places with it. What takes an end back is none. */
export function isFinal(fact: FactState): boolean {
  return fact.expect.some(({ at, quantity }) => at.measure.ends === true && !quantity.startsWith('-'))
}

/** How long a run lasted after heal, up to its quiet. */
export function sinceHeal(evidence: Evidence): number {
  return (evidence.quiet ?? evidence.last).t - (evidence.healed?.t ?? 0)
}

/** Whether an exception was open for the fact when something else happened. Where exceptions cannot be seen, a refusal stands for it. */
export function wasExceptedAt(evidence: Evidence, fact: FactState, seq: number): boolean {
  for (const xid of fact.exceptions) {
    const exception = evidence.exceptions.get(xid)
    if (exception && exception.opened.seq < seq) return true
  }
  // Handing a fact back to its source shows nothing either.
  const { exceptions } = evidence.header.target
  if (exceptions !== 'none' && exceptions !== 'nack') return false
  return fact.refusals.some((refusal) => refusal.answerClass === 'business' && refusal.seq < seq)
}

/** What a witness names of a document: its facts, as far as one can read them. */
export function eidsOf(facts: Iterable<FactState>): string[] {
  return [...facts].map((fact) => fact.eid).slice(0, 50)
}
