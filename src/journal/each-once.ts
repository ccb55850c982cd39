import { absoluteQuantity, addQuantities, compareQuantities, subtractQuantities, type Quantity } from '../domain/quantity.js'
import type { Expectation, FactState } from './evidence-types.js'
import { millionthsOf, type NetGroup } from './net-groups.js'

type OfEvent = Pick<FactState, 'physId' | 'expect'>

/**
 * Tells what facts oblige beyond those that were asked about before. Several reports of one physical event oblige, in each net group, the
 * largest that any of them obliges; a counted thing that several facts share comes once, and once taken back. The sums are the same
 * whatever the order in which facts are asked about.
 */
export class EachOnce {
  /** Most events are reported once: sums are made for those that are reported again. */
  readonly #events = new Map<string, OfEvent>()
  readonly #largest = new Map<string, Map<NetGroup, Quantity>>()
  readonly #things = new Set<string>()

  of(fact: OfEvent): readonly Expectation[] {
    const first = this.#events.get(fact.physId)
    if (!first) this.#events.set(fact.physId, fact)
    const own = first ? this.#beyond(first, fact) : fact.expect
    return fact.expect.some(({ at }) => at.shared) ? [...own.filter(isOwn), ...this.#newThings(fact)] : own
  }

  #beyond(first: OfEvent, fact: OfEvent): readonly Expectation[] {
    let largest = this.#largest.get(fact.physId)
    if (!largest) this.#largest.set(fact.physId, (largest = sumsOf(first)))
    const found: Expectation[] = []
    for (const [at, quantity] of sumsOf(fact)) {
      const known = largest.get(at) ?? '0'
      if (compareQuantities(absoluteQuantity(quantity), absoluteQuantity(known)) <= 0) continue
      largest.set(at, quantity)
      const expected = fact.expect.find((each) => each.at === at)
      const more = subtractQuantities(quantity, known)
      if (expected) found.push({ ...expected, quantity: more, millionths: millionthsOf(more) })
    }
    return found
  }

  #newThings(fact: OfEvent): readonly Expectation[] {
    return fact.expect.filter((expected) => {
      if (isOwn(expected)) return false
      const thing = `${expected.at.id} ${expected.quantity}`
      const known = this.#things.has(thing)
      this.#things.add(thing)
      return !known
    })
  }
}

/** False for a counted thing that facts may share. */
export function isOwn({ at }: Expectation): boolean {
  return !at.shared
}

function sumsOf({ expect }: OfEvent): Map<NetGroup, Quantity> {
  const sums = new Map<NetGroup, Quantity>()
  for (const { at, quantity } of expect.filter(isOwn)) sums.set(at, addQuantities(sums.get(at) ?? '0', quantity))
  return sums
}
