import {
  absoluteQuantity,
  addQuantities,
  compareQuantities,
  isZeroQuantity,
  negateQuantity,
  subtractQuantities,
  type Quantity,
} from '../domain/quantity.js'
import type { Component, FactState, Posting } from './evidence-types.js'
import type { NetGroup } from './net-groups.js'
import type { Tolerances } from './tolerances.js'

/** What net effects are judged over: one fact where all its postings are its own, else everything that shares postings with it. */
export interface Scope {
  readonly facts: readonly FactState[]
  readonly postings: readonly Posting[]
}

/** What a set of facts obliges in one group: all of it, and the span that a part of the facts could reach. */
export interface Obligation {
  readonly sum: Quantity
  readonly least: Quantity
  readonly most: Quantity
}

/** A group in which the ledger is not what it should be. */
export interface Deviation {
  readonly at: NetGroup
  readonly expected: Quantity
  readonly actual: Quantity
}

type Sums = Map<NetGroup, Quantity>
type ReadonlySums = ReadonlyMap<NetGroup, Quantity>

export function hasOwnPostings(fact: FactState): boolean {
  return fact.postings.every((posting) => posting.facts.length === 1)
}

export function postingsOf(scope: Scope): number {
  return Math.max(scope.facts.length, scope.postings.length)
}

/** What facts oblige, one by one; what several of them share (one physical event, one counted thing) comes once. */
function* obliged(facts: readonly FactState[]): Generator<{ readonly at: NetGroup; readonly quantity: Quantity }> {
  if (facts.length === 1) return yield* facts[0]?.expect ?? []
  const events = new Set<string>()
  const things = new Set<string>()
  for (const fact of facts) {
    const again = events.has(fact.physId)
    events.add(fact.physId)
    for (const expected of fact.expect) {
      if (expected.shared === '') {
        if (!again) yield expected
        continue
      }
      const thing = `${expected.at.id} ${expected.shared}`
      if (!things.has(thing)) yield expected
      things.add(thing)
    }
  }
}

export function expectedOf(facts: readonly FactState[]): Sums {
  const sums: Sums = new Map()
  for (const { at, quantity } of obliged(facts)) sums.set(at, addQuantities(sums.get(at) ?? '0', quantity))
  return sums
}

export function actualOf(postings: readonly Posting[]): Sums {
  const sums: Sums = new Map()
  for (const posting of postings) for (const { at, quantity } of posting.lines) sums.set(at, addQuantities(sums.get(at) ?? '0', quantity))
  return sums
}

const nothing: Obligation = { sum: '0', least: '0', most: '0' }

export function obligations(facts: readonly FactState[]): Map<NetGroup, Obligation> {
  const found = new Map<NetGroup, Obligation>()
  for (const { at, quantity } of obliged(facts)) {
    const { sum, least, most } = found.get(at) ?? nothing
    const negative = quantity.startsWith('-')
    found.set(at, {
      sum: addQuantities(sum, quantity),
      least: negative ? addQuantities(least, quantity) : least,
      most: negative ? most : addQuantities(most, quantity),
    })
  }
  return found
}

/** Groups in which there is more than all facts together oblige, or something where nothing is obliged. */
export function excesses(
  obligation: ReadonlyMap<NetGroup, Obligation>,
  actual: ReadonlySums,
  postings: number,
  tolerances: Tolerances,
): Deviation[] {
  const found: Deviation[] = []
  for (const [at, quantity] of actual) {
    if (isZeroQuantity(quantity)) continue
    const { sum, least, most } = obligation.get(at) ?? nothing
    if (quantity === most || quantity === least) continue
    const tolerance = tolerances.of(at, postings)
    const above = compareQuantities(quantity, addQuantities(most, tolerance)) > 0
    const below = compareQuantities(quantity, addQuantities(least, negateQuantity(tolerance))) < 0
    if (above || below) found.push({ at, expected: sum, actual: quantity })
  }
  return found
}

/** Groups in which a part of what the facts oblige is missing. What is too much is not missing. */
export function shortages(
  obligation: ReadonlyMap<NetGroup, Obligation>,
  actual: ReadonlySums,
  postings: number,
  tolerances: Tolerances,
): Deviation[] {
  const found: Deviation[] = []
  for (const [at, { sum, least, most }] of obligation) {
    const quantity = actual.get(at) ?? '0'
    if (quantity === sum || (least === '0' && most === '0')) continue
    const tolerance = tolerances.of(at, postings)
    const low = compareQuantities(quantity, addQuantities(sum, negateQuantity(tolerance))) < 0
    const high = compareQuantities(quantity, addQuantities(sum, tolerance)) > 0
    // Postings and cancellations together: a missing cancellation leaves too much, yet no more than the postings alone.
    const within = compareQuantities(quantity, least) >= 0 && compareQuantities(quantity, most) <= 0
    const short = least === '0' ? low : most === '0' ? high : (low || high) && within
    if (short) found.push({ at, expected: sum, actual: quantity })
  }
  return found
}

/** True if both sums agree in every group that either has. */
export function agrees(expected: ReadonlySums, actual: ReadonlySums, postings: number, tolerances: Tolerances): boolean {
  for (const [at, quantity] of expected) if (!near(actual.get(at) ?? '0', quantity, at, postings, tolerances)) return false
  for (const [at, quantity] of actual) if (!expected.has(at) && !near(quantity, '0', at, postings, tolerances)) return false
  return true
}

function near(actual: Quantity, expected: Quantity, at: NetGroup, postings: number, tolerances: Tolerances): boolean {
  if (actual === expected) return true
  return compareQuantities(absoluteQuantity(subtractQuantities(actual, expected)), tolerances.of(at, postings)) <= 0
}

/** Everything that shares an attribution with the fact, or is `related` to it. */
export function componentFrom(start: FactState, related: (fact: FactState) => readonly FactState[]): Component {
  const facts = new Set<FactState>([start])
  const postings = new Set<Posting>()
  const queue: FactState[] = [start]
  for (let fact = queue.pop(); fact; fact = queue.pop()) {
    const next = [...related(fact)]
    for (const posting of fact.postings) {
      if (postings.has(posting)) continue
      postings.add(posting)
      next.push(...posting.facts)
    }
    for (const other of next) {
      if (facts.has(other)) continue
      facts.add(other)
      queue.push(other)
    }
  }
  const list = [...facts]
  const inOrder = [...postings].sort((a, b) => a.seq - b.seq)
  return { facts: list, postings: inOrder, expected: expectedOf(list), actual: actualOf(inOrder) }
}

/** True for the fact that has one posting, of its own, with just the lines that it obliges: most have, and nothing is left to sum up. */
export function isPlain(fact: FactState): boolean {
  const [posting] = fact.postings
  if (!posting || fact.states.length > 0 || fact.postings.length > 1 || posting.facts.length > 1) return false
  if (posting.lines.length !== fact.expect.length) return false
  for (const [index, { at, quantity }] of posting.lines.entries()) {
    const expected = fact.expect[index]
    if (expected === undefined || expected.at !== at || expected.quantity !== quantity || expected.shared !== '') return false
  }
  return true
}
