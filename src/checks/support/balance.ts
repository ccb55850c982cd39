import { absoluteQuantity, addQuantities, compareQuantities, subtractQuantities, type Quantity } from '../../domain/quantity.js'
import { Tolerances } from '../../journal/components.js'
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
export type PlaceOf = (dims: readonly string[]) => { readonly key: string; readonly measure: string } | undefined

/** Beyond so many optional facts at one place, only the range that they allow is judged. */
const optionalCountMax = 12

/** Gathers expectation and ledger by place, in one pass over facts and documents. */
export function balancePlaces(evidence: Evidence, placeOf: PlaceOf): BalancePlace[] {
  const places = new Map<string, BalancePlace>()
  const of = new Map<string, { readonly key: string; readonly measure: string } | undefined>()
  const at = (dims: string): { place: BalancePlace; measure: string } | undefined => {
    let found = of.get(dims)
    if (!found && !of.has(dims)) of.set(dims, (found = placeOf(dims.split('|'))))
    if (!found) return undefined
    let place = places.get(found.key)
    if (!place) places.set(found.key, (place = newPlace(found.key)))
    if (!place.dimsOf.has(found.measure)) place.dimsOf.set(found.measure, dims)
    return { place, measure: found.measure }
  }
  for (const fact of evidence.facts.values()) {
    const optional = isOptional(fact, evidence)
    for (const effect of fact.expect) {
      const found = at(effect.dims)
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
      const found = at(line.dims)
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
function explained(rest: readonly Quantity[], optional: readonly (readonly Quantity[])[], from: number, bounds: readonly Quantity[]): boolean {
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
  return !fact.covered || fact.must !== 'POST' || !fact.offered || fact.exceptions.size > 0 && evidence.isExcepted(fact)
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
