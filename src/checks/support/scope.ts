import type { Evidence } from '../../journal/evidence.js'
import { actualOf, Tolerances } from '../../journal/components.js'
import type { CallState, DocState, FactState } from '../../journal/evidence-types.js'
import { addQuantities, compareQuantities, isZeroQuantity, negateQuantity, type Quantity } from '../../domain/quantity.js'

/** What net effects are judged over: one fact where all its documents are its own, else everything that shares documents with it. */
export interface Scope {
  readonly facts: readonly FactState[]
  readonly docs: readonly DocState[]
}

export function hasOwnDocs(fact: FactState): boolean {
  return fact.docs.every((doc) => doc.facts.length === 1)
}

export function scopeOf(evidence: Evidence, fact: FactState): Scope {
  if (hasOwnDocs(fact)) return { facts: [fact], docs: fact.docs }
  const { facts, docs } = evidence.componentOf(fact)
  return { facts, docs }
}

/** Every scope once, in the order of its first fact. One with a fact that the target does not cover is left out: it is not judged. */
export function* scopes(evidence: Evidence): Generator<Scope> {
  const seen = new Set<FactState>()
  for (const fact of evidence.facts.values()) {
    if (seen.has(fact)) continue
    const scope = scopeOf(evidence, fact)
    if (scope.facts.length > 1) for (const member of scope.facts) seen.add(member)
    if (scope.facts.every((member) => member.covered)) yield scope
  }
}

/** What a set of facts obliges in one dimension: all of it, and the span that a part of the facts could reach. */
export interface Obligation {
  readonly sum: Quantity
  readonly least: Quantity
  readonly most: Quantity
}

const nothing: Obligation = { sum: '0', least: '0', most: '0' }

export function obligations(facts: readonly FactState[]): Map<string, Obligation> {
  const found = new Map<string, Obligation>()
  for (const fact of facts) {
    for (const { dims, quantity } of fact.expect) {
      const { sum, least, most } = found.get(dims) ?? nothing
      const negative = quantity.startsWith('-')
      found.set(dims, {
        sum: addQuantities(sum, quantity),
        least: negative ? addQuantities(least, quantity) : least,
        most: negative ? most : addQuantities(most, quantity),
      })
    }
  }
  return found
}

/** A dimension in which the ledger is not what it should be. */
export interface Deviation {
  readonly dims: string
  readonly expected: Quantity
  readonly actual: Quantity
}

/** Dimensions in which there is more than all facts together oblige, or something where nothing is obliged. */
export function excesses(
  obliged: ReadonlyMap<string, Obligation>,
  actual: ReadonlyMap<string, Quantity>,
  postings: number,
  tolerances: Tolerances,
): Deviation[] {
  const found: Deviation[] = []
  for (const [dims, quantity] of actual) {
    if (isZeroQuantity(quantity)) continue
    const { sum, least, most } = obliged.get(dims) ?? nothing
    if (quantity === most || quantity === least) continue
    const tolerance = tolerances.of(dims, postings)
    const above = compareQuantities(quantity, addQuantities(most, tolerance)) > 0
    const below = compareQuantities(quantity, addQuantities(least, negateQuantity(tolerance))) < 0
    if (above || below) found.push({ dims, expected: sum, actual: quantity })
  }
  return found
}

/** Dimensions in which a part of what the facts oblige is missing. What is too much is not missing. */
export function shortages(
  obliged: ReadonlyMap<string, Obligation>,
  actual: ReadonlyMap<string, Quantity>,
  postings: number,
  tolerances: Tolerances,
): Deviation[] {
  const found: Deviation[] = []
  for (const [dims, { sum, least, most }] of obliged) {
    const quantity = actual.get(dims) ?? '0'
    if (quantity === sum || (least === '0' && most === '0')) continue
    const tolerance = tolerances.of(dims, postings)
    const low = compareQuantities(quantity, addQuantities(sum, negateQuantity(tolerance))) < 0
    const high = compareQuantities(quantity, addQuantities(sum, tolerance)) > 0
    // Postings and cancellations together: a missing cancellation leaves too much, yet no more than the postings alone.
    const within = compareQuantities(quantity, least) >= 0 && compareQuantities(quantity, most) <= 0
    const short = least === '0' ? low : most === '0' ? high : (low || high) && within
    if (short) found.push({ dims, expected: sum, actual: quantity })
  }
  return found
}

/** True if nothing of what these facts oblige is missing from the ledger. */
export function isWhole(evidence: Evidence, fact: FactState, tolerances: Tolerances): boolean {
  if (evidence.isPlainlyPosted(fact)) return true
  const scope = scopeOf(evidence, fact)
  return shortages(obligations(scope.facts), actualOf(scope.docs), postingsOf(scope), tolerances).length === 0
}

export function postingsOf(scope: Scope): number {
  return Math.max(scope.facts.length, scope.docs.length)
}

/** What is left of a document after its cancellations, by dimensions. */
function remainderOf(doc: DocState): Map<string, Quantity> {
  return actualOf([doc, ...doc.reversedBy])
}

/** Posted, and not cancelled whole. A cancellation is not live itself: it takes away. */
export function isLive(doc: DocState): boolean {
  if (doc.reversesDoc !== '') return false
  if (doc.reversedBy.length === 0) return true
  return [...remainderOf(doc).values()].some((quantity) => !isZeroQuantity(quantity))
}

/** False for what a stand-in or the scenario made: it is not the target's. */
export function isTargets(evidence: Evidence, doc: DocState): boolean {
  if (doc.cid === 0) return false
  return doc.facts.length === 0 ? isCoveredCall(evidence, evidence.calls.get(doc.cid)) : doc.facts.some((fact) => fact.covered)
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

/** How long a run lasted after heal, up to its quiet. */
export function sinceHeal(evidence: Evidence): number {
  return (evidence.quiet ?? evidence.last).t - (evidence.healed?.t ?? 0)
}

/** Whether the target's exceptions can be seen, other than by handing a fact back to its source. */
export function showsExceptions(evidence: Evidence): boolean {
  const { exceptions } = evidence.header.target
  return exceptions !== 'none' && exceptions !== 'nack'
}
