import { absoluteQuantity, addQuantities, compareQuantities, subtractQuantities, type Quantity } from '../../domain/quantity.js'
import type { Tolerances } from '../../journal/components.js'
import { Sums, type Dimension } from '../../journal/dimensions.js'
import type { DocState, FactState } from '../../journal/evidence-types.js'
import type { Evidence } from '../../journal/evidence.js'

/** Sums of one thing to be balanced (an operation of an order, a component of an order), by measure. */
export interface BalancePlace {
  readonly key: string
  readonly facts: Set<FactState>
  readonly docs: Set<DocState>
  /** What the source facts oblige in any case. */
  readonly owed: Map<string, Quantity>
  readonly actual: Map<string, Quantity>
  /** Facts that may legally be posted or not: handed to people, forbidden, never offered, played by a stand-in. */
  readonly optional: Map<FactState, Map<string, Quantity>>
  /** Tolerance per posting, by measure. */
  readonly dimsOf: Map<string, string>
  covered: number
}

/** What a line counts for: the key of its place and the measure in it; `undefined` leaves it out. */
export type PlaceOf = (at: Dimension) => { readonly key: string; readonly measure: string } | undefined

/** Beyond so many optional facts at one place, only the range that they allow is judged. */
const optionalCountMax = 12

/** Places that a fact of the target was reported for, and those among them whose sums are not plainly equal, gathered whole. */
export interface Balances {
  readonly covered: number
  readonly suspects: readonly BalancePlace[]
}

/**
 * Compares expectation and ledger by place. Sums first, in one pass over facts and documents; only places that do not come out even
 * are gathered with all that makes them up.
 */
export function balances(evidence: Evidence, placeOf: PlaceOf): Balances {
  const rest = new Sums()
  const covered: boolean[] = []
  for (const fact of evidence.facts.values()) {
    const optional = isOptional(fact, evidence)
    for (const { at, millionths } of fact.expect) {
      if (!optional) rest.add(at.id, -millionths)
      if (fact.covered) covered[at.id] = true
    }
  }
  for (const doc of evidence.docs) if (doc.cid !== 0) for (const { at, millionths } of doc.lines) rest.add(at.id, millionths)
  const reported = new Set<string>()
  const suspect = new Set<string>()
  for (const at of evidence.dimensions.all) {
    const even = rest.of(at.id) === 0
    if (even && covered[at.id] !== true) continue
    const place = placeOf(at)
    if (!place) continue
    if (covered[at.id] === true) reported.add(place.key)
    if (!even) suspect.add(place.key)
  }
  for (const key of suspect) if (!reported.has(key)) suspect.delete(key)
  return { covered: reported.size, suspects: suspect.size === 0 ? [] : gathered(evidence, placeOf, suspect) }
}

function gathered(evidence: Evidence, placeOf: PlaceOf, wanted: ReadonlySet<string>): BalancePlace[] {
  const places = new Map<string, BalancePlace>()
  const of: ({ readonly key: string; readonly measure: string } | false | undefined)[] = []
  const at = (dimension: Dimension): { place: BalancePlace; measure: string } | undefined => {
    let found = of[dimension.id]
    if (found === undefined) {
      found = placeOf(dimension) ?? false
      if (found && !wanted.has(found.key)) found = false
      of[dimension.id] = found
    }
    if (found === false) return undefined
    let place = places.get(found.key)
    if (!place) places.set(found.key, (place = newPlace(found.key)))
    if (!place.dimsOf.has(found.measure)) place.dimsOf.set(found.measure, dimension.key)
    return { place, measure: found.measure }
  }
  for (const fact of evidence.facts.values()) {
    const optional = isOptional(fact, evidence)
    for (const effect of fact.expect) {
      const found = at(effect.at)
      if (!found) continue
      const { place, measure } = found
      if (fact.covered && !place.facts.has(fact)) place.covered += 1
      place.facts.add(fact)
      if (optional) add(optionalOf(place, fact), measure, effect.quantity)
      else add(place.owed, measure, effect.quantity)
    }
  }
  for (const doc of evidence.docs) {
    if (doc.cid === 0) continue
    for (const line of doc.lines) {
      const found = at(line.at)
      if (!found) continue
      found.place.docs.add(doc)
      add(found.place.actual, found.measure, line.quantity)
    }
  }
  return [...places.values()]
}

/** A place that does not balance, whatever was done with the optional facts: the measures that are off. */
export function imbalanceOf(place: BalancePlace, tolerances: Tolerances): readonly { measure: string; owed: Quantity; actual: Quantity }[] {
  const measures = [...place.dimsOf.keys()]
  const rest = measures.map((measure) => subtractQuantities(place.actual.get(measure) ?? '0', place.owed.get(measure) ?? '0'))
  const postings = Math.max(place.facts.size, place.docs.size)
  const bounds = measures.map((measure) => tolerances.of(place.dimsOf.get(measure) ?? '', postings))
  const optional = [...place.optional.values()].map((sums) => measures.map((measure) => sums.get(measure) ?? '0'))
  const balanced = optional.length <= optionalCountMax ? explained(rest, optional, 0, bounds) : withinRange(rest, optional, bounds)
  if (balanced) return []
  return measures
    .map((measure) => ({ measure, owed: place.owed.get(measure) ?? '0', actual: place.actual.get(measure) ?? '0' }))
    .filter((_, index) => !small(rest[index] ?? '0', bounds[index] ?? '0'))
}

/** True if some of the optional facts add up to the rest, in every measure at once. */
function explained(
  rest: readonly Quantity[],
  optional: readonly (readonly Quantity[])[],
  from: number,
  bounds: readonly Quantity[],
): boolean {
  if (rest.every((quantity, index) => small(quantity, bounds[index] ?? '0'))) return true
  for (let next = from; next < optional.length; next += 1) {
    const without = rest.map((quantity, index) => subtractQuantities(quantity, optional[next]?.[index] ?? '0'))
    if (explained(without, optional, next + 1, bounds)) return true
  }
  return false
}

function withinRange(rest: readonly Quantity[], optional: readonly (readonly Quantity[])[], bounds: readonly Quantity[]): boolean {
  return rest.every((quantity, index) => {
    let low: Quantity = subtractQuantities('0', bounds[index] ?? '0')
    let high: Quantity = bounds[index] ?? '0'
    for (const sums of optional) {
      const one = sums[index] ?? '0'
      if (one.startsWith('-')) low = addQuantities(low, one)
      else high = addQuantities(high, one)
    }
    return compareQuantities(quantity, low) >= 0 && compareQuantities(quantity, high) <= 0
  })
}

function isOptional(fact: FactState, evidence: Evidence): boolean {
  return !fact.covered || fact.must !== 'POST' || !fact.offered || (fact.exceptions.size > 0 && evidence.isExcepted(fact))
}

function small(quantity: Quantity, bound: Quantity): boolean {
  return quantity === '0' || compareQuantities(absoluteQuantity(quantity), bound) <= 0
}

function newPlace(key: string): BalancePlace {
  return { key, facts: new Set(), docs: new Set(), owed: new Map(), actual: new Map(), optional: new Map(), dimsOf: new Map(), covered: 0 }
}

function optionalOf(place: BalancePlace, fact: FactState): Map<string, Quantity> {
  let sums = place.optional.get(fact)
  if (!sums) place.optional.set(fact, (sums = new Map()))
  return sums
}

function add(sums: Map<string, Quantity>, measure: string, quantity: Quantity): void {
  sums.set(measure, addQuantities(sums.get(measure) ?? '0', quantity))
}

/** Sequence numbers that show an imbalance: the facts, and what was posted for them; capped for places with a long life. */
export function recordsOf(place: BalancePlace): number[] {
  const seqs = [...[...place.facts].map((fact) => fact.seq), ...[...place.docs].map((doc) => doc.seq)]
  return seqs.sort((a, b) => a - b).slice(0, 200)
}
