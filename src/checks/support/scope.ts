import type { FlowName, SystemName } from '../../domain/names.js'
import { absoluteQuantity, compareQuantities, isZeroQuantity, subtractQuantities, type Quantity } from '../../domain/quantity.js'
import type { CallState, Ending, Expectation, FactState, Posting, StateExpectation } from '../../journal/evidence-types.js'
import type { Evidence } from '../../journal/evidence.js'
import { postingsOf, sumsOf, type Deviation, type NetScope } from '../../journal/net-effects.js'
import type { NetGroup } from '../../journal/net-groups.js'
import { isStateApplied } from '../../journal/states.js'

/** Every scope once, in the order of its first fact. One with a fact that the target does not cover is left out: it is not judged. */
export function* scopes(evidence: Evidence): Generator<NetScope> {
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
  return sumsOf([posting, ...posting.reversedBy])
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
  const call = evidence.calls.get(posting.cid)
  // A journal that was cut off may end inside a document: what is in it is not known yet.
  if (call && call.status === 0 && !evidence.ended) return false
  return posting.facts.length === 0 ? isCoveredCall(evidence, call) : posting.facts.some((fact) => fact.covered)
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

/** Its source has it back, and may have it: what had to be posted is lost that way. */
export function isReturned({ must, givenUp }: FactState): boolean {
  return givenUp && (must === 'REJECT' || must === 'EITHER')
}

/** Ends that are none of the target's doing, though nothing of the fact is there: nobody may ask it of the target. */
const excused: ReadonlySet<Ending> = new Set(['excepted', 'unseen', 'returned', 'blocked'])

/**
 * People have the fact for a reason, or may have it where that cannot be seen; its source has it back; or a fault that never ends keeps the
 * target from it.
 */
export function isExcused(evidence: Evidence, fact: FactState): boolean {
  return excused.has(evidence.endingOf(fact))
}

/** Nothing is left to be done: it is posted, by whichever report of its event, or a later state or a cancellation has settled it. */
export function isSettled(evidence: Evidence, fact: FactState): boolean {
  const ending = evidence.endingOf(fact)
  return isThere(ending) || ending === 'overtaken' || ending === 'suppressed'
}

/** Nothing has to be done about it, and nothing was: it tells what others have to know (an approval). */
export function isIdle({ must, expect, states, postings }: FactState): boolean {
  return must !== 'REJECT' && expect.length + states.length + postings.length === 0
}

/** What of a fact's obligations is missing: amounts and counts, and states that were never written. */
export interface Missing {
  readonly sums: readonly Deviation[]
  readonly states: readonly StateExpectation[]
}

const nothingMissing: Missing = { sums: [], states: [] }

/** Of all that the fact obliges, or of what one of its flows does. */
export function missingOf(evidence: Evidence, fact: FactState, flow?: FlowName): Missing {
  if (evidence.isPlainlyPosted(fact)) return nothingMissing
  const sums = evidence.shortagesOf(fact)
  const states = fact.states.filter((state) => !isStateApplied(state))
  if (flow === undefined) return { sums, states }
  const groups = new Set(fact.expect.flatMap((expected) => (expected.flow === flow ? expected.at : [])))
  return { sums: sums.filter(({ at }) => groups.has(at)), states: states.filter((state) => state.flow === flow) }
}

/** Whether what happened in a system has to do with what a fact lacks: where nothing is missing, everything has. */
export function whereMissing(evidence: Evidence, fact: FactState): (system: SystemName | undefined) => boolean {
  const { sums, states } = missingOf(evidence, fact)
  const systems = new Set([...sums.map(({ at }) => at.system), ...states.map(({ entity }) => entity.system)])
  return (system) => systems.size === 0 || (system !== undefined && systems.has(system))
}

/** Whether two sums of a scope differ by more than rounding. */
export function isApartBy({ tolerances }: Evidence, scope: NetScope, at: NetGroup, actual: Quantity, expected: Quantity): boolean {
  if (actual === expected) return false
  return compareQuantities(absoluteQuantity(subtractQuantities(actual, expected)), tolerances.of(at, postingsOf(scope))) > 0
}

/** Groups of a scope that are obliged, and in which there is more than that. */
export function excessesOf({ tolerances }: Evidence, scope: NetScope): readonly Deviation[] {
  return scope.excesses(tolerances).filter(({ at, actual }) => {
    const { least, most } = scope.obligations.get(at) ?? { least: '0', most: '0' }
    return actual.startsWith('-') ? least !== '0' : most !== '0'
  })
}

/** It ends something: nothing that shares its dimensions may change places with it. What takes an end back is none. */
export function isFinal(fact: FactState): boolean {
  return endOf(fact) !== undefined
}

/** What of the fact ends something. */
export function endOf(fact: FactState): Expectation | undefined {
  return fact.expect.find(({ at, quantity }) => at.measure.ends === true && !quantity.startsWith('-'))
}

/** How long a run lasted after heal, up to its quiet. */
export function sinceHeal(evidence: Evidence): number {
  return (evidence.quiet ?? evidence.last).t - (evidence.healed?.t ?? 0)
}

/**
 * Whether people had the fact, for a reason that stood in its way, when something else happened: what was handed to them without one
 * excuses nothing. Where exceptions cannot be seen, a refusal stands for it.
 */
export function wasExceptedAt(evidence: Evidence, fact: FactState, seq: number): boolean {
  for (const xid of fact.exceptions) {
    const exception = evidence.exceptions.get(xid)
    if (exception && exception.opened.seq < seq && hadReason(evidence, fact, seq)) return true
  }
  // Handing a fact back to its source shows nothing either.
  const { exceptions } = evidence.header.target
  if (exceptions !== 'none' && exceptions !== 'nack') return false
  return evidence.hasObstacle(fact, seq)
}

/** A journal without a twin's word does not say what stood in the way at that time. */
function hadReason(evidence: Evidence, fact: FactState, seq: number): boolean {
  return fact.must !== 'POST' || evidence.header.twin !== true || evidence.obstructions.stoodBefore(fact, seq)
}

/** So many facts a witness names at most. */
export const eidsMax = 50

/** What a witness names of a document: its facts, as far as one can read them. */
export function eidsOf(facts: Iterable<FactState>): string[] {
  return [...facts].map((fact) => fact.eid).slice(0, eidsMax)
}
