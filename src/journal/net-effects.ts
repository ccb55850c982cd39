import {
  absoluteQuantity,
  addQuantities,
  compareQuantities,
  isZeroQuantity,
  negateQuantity,
  subtractQuantities,
  type Quantity,
} from '../domain/quantity.js'
import { EachOnce, isOwn } from './each-once.js'
import type { Expectation, FactState, Posting, Scope } from './evidence-types.js'
import type { NetGroup } from './net-groups.js'
import type { Tolerances } from './tolerances.js'

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

/**
 * What nets to zero in every group (both legs of a transfer, say) is no less lost where nothing of it was posted, or where what was posted
 * was cancelled without a fact that asks for it.
 */
export function isUntouched(fact: FactState, scope: Scope): boolean {
  if (!fact.expect.some((each) => isOwn(each) && !isZeroQuantity(each.quantity))) return false
  return scope.postings.length === 0 || (scope.facts.every(({ reverses }) => reverses === '') && standing(scope).length === 0)
}

/** Without postings and cancellations that come to nothing together: nothing of them is left, and no rounding either. */
function standing({ postings }: Scope): readonly Posting[] {
  if (postings.every(({ reversedBy }) => reversedBy.length === 0)) return postings
  const all = new Set(postings)
  const gone = new Set<Posting>()
  for (const posting of postings) {
    const pair = [posting, ...posting.reversedBy.filter((each) => all.has(each))]
    if (pair.length > 1 && [...sumsOf(pair).values()].every(isZeroQuantity)) for (const each of pair) gone.add(each)
  }
  return postings.filter((posting) => !gone.has(posting))
}

export function hasOwnPostings(fact: FactState): boolean {
  return fact.postings.every((posting) => posting.facts.length === 1)
}

/** How many postings may each be off by what is rounded. */
export function postingsOf(scope: Scope): number {
  return Math.max(scope.facts.length, standing(scope).length)
}

/** What facts oblige, one by one; several reports of one physical event count once, and a thing that facts may share is nobody's own. */
function* obliged(facts: readonly FactState[]): Generator<Expectation> {
  const once = facts.length > 1 ? new EachOnce() : undefined
  for (const fact of facts) for (const expected of once?.of(fact) ?? fact.expect) if (isOwn(expected)) yield expected
}

export function expectedOf(facts: readonly FactState[]): Sums {
  const sums: Sums = new Map()
  for (const { at, quantity } of obliged(facts)) sums.set(at, addQuantities(sums.get(at) ?? '0', quantity))
  return sums
}

/** What postings amount to, without the things that facts may share. */
export function actualOf(postings: readonly Posting[]): Sums {
  return sumsOf(postings, ({ shared }) => !shared)
}

/** What postings amount to in all. */
export function sumsOf(postings: readonly Posting[], counts: (at: NetGroup) => boolean = () => true): Sums {
  const sums: Sums = new Map()
  for (const posting of postings) {
    for (const { at, quantity } of posting.lines) if (counts(at)) sums.set(at, addQuantities(sums.get(at) ?? '0', quantity))
  }
  return sums
}

const nothing: Obligation = { sum: '0', least: '0', most: '0' }

function obligations(facts: readonly FactState[]): Map<NetGroup, Obligation> {
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
function shortages(
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

/** True if both sums agree in every group that either has, as far as rounding lets them. */
export function agrees(expected: ReadonlySums, actual: ReadonlySums, scope: Scope, tolerances: Tolerances): boolean {
  const isNear = (at: NetGroup, is: Quantity, should: Quantity): boolean => {
    if (is === should) return true
    const off = absoluteQuantity(subtractQuantities(is, should))
    return compareQuantities(off, tolerances.of(at, postingsOf(scope))) <= 0 || tolerances.settles(at, scope)
  }
  for (const [at, quantity] of expected) if (!isNear(at, actual.get(at) ?? '0', quantity)) return false
  for (const [at, quantity] of actual) if (!expected.has(at) && !isNear(at, quantity, '0')) return false
  return true
}

/**
 * What net effects are judged over: one fact where all its postings are its own, else everything that shares postings with it. Its sums are
 * worked out when somebody asks, and once.
 */
export class NetScope implements Scope {
  #expected: Sums | undefined
  #actual: Sums | undefined
  #obligations: Map<NetGroup, Obligation> | undefined
  #shortages: readonly Deviation[] | undefined
  #agrees: boolean | undefined

  constructor(
    readonly facts: readonly FactState[],
    readonly postings: readonly Posting[],
  ) {}

  /** Signed sums by net group. */
  get expected(): ReadonlySums {
    return (this.#expected ??= expectedOf(this.facts))
  }

  get actual(): ReadonlySums {
    return (this.#actual ??= actualOf(this.postings))
  }

  get obligations(): ReadonlyMap<NetGroup, Obligation> {
    return (this.#obligations ??= obligations(this.facts))
  }

  shortages(tolerances: Tolerances): readonly Deviation[] {
    return (this.#shortages ??= this.#unsettled(shortages(this.obligations, this.actual, postingsOf(this), tolerances), tolerances))
  }

  excesses(tolerances: Tolerances): readonly Deviation[] {
    return this.#unsettled(excesses(this.obligations, this.actual, postingsOf(this), tolerances), tolerances)
  }

  /** Without what a target that carries over what rounding left has made even. */
  #unsettled(deviations: readonly Deviation[], tolerances: Tolerances): readonly Deviation[] {
    return deviations.filter(({ at }) => !this.obligations.has(at) || !tolerances.settles(at, this))
  }

  agrees(tolerances: Tolerances): boolean {
    return (this.#agrees ??= agrees(this.expected, this.actual, this, tolerances))
  }
}

/** Everything that shares an attribution with the fact, or is `related` to it. */
export function componentFrom(start: FactState, related: (fact: FactState) => readonly FactState[]): NetScope {
  const facts = new Set<FactState>([start])
  const postings = new Set<Posting>()
  const queue: FactState[] = [start]
  const meet = (other: FactState): void => {
    if (facts.has(other)) return
    facts.add(other)
    queue.push(other)
  }
  for (let fact = queue.pop(); fact; fact = queue.pop()) {
    for (const other of related(fact)) meet(other)
    for (const posting of fact.postings) {
      if (postings.has(posting)) continue
      postings.add(posting)
      for (const other of posting.facts) meet(other)
    }
  }
  return new NetScope([...facts], inOrder(postings))
}

export function inOrder(postings: Iterable<Posting>): readonly Posting[] {
  return [...postings].sort((a, b) => a.seq - b.seq)
}

/** True for the fact that has one posting, of its own, with just the lines that it obliges: most have, and nothing is left to sum up. */
export function isPlain(fact: FactState): boolean {
  const [posting] = fact.postings
  if (!posting || fact.states.length > 0 || fact.postings.length > 1 || posting.facts.length > 1) return false
  if (posting.lines.length !== fact.expect.length) return false
  for (const [index, { at, quantity }] of posting.lines.entries()) {
    const expected = fact.expect[index]
    if (expected === undefined || expected.at !== at || expected.quantity !== quantity || at.shared) return false
  }
  return true
}
