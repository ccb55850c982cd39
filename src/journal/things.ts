import { addQuantities, compareQuantities, isZeroQuantity, type Quantity } from '../domain/quantity.js'
import type { Expectation, FactState, Posting, Scope } from './evidence-types.js'
import { grown, nothing } from './lists.js'
import { inOrder, type Deviation } from './net-effects.js'
import type { NetGroup } from './net-groups.js'

/** What facts share, counted or measured: one obligation of all of them, met by one live document, whoever's it is, and broken by two. */
export interface Thing extends Scope, Deviation {}

/** Every counted thing that facts oblige. */
export class Things {
  readonly #sharers = new Map<NetGroup, readonly FactState[]>()
  /** What was worked out at the record `#at`. */
  readonly #known = new Map<NetGroup, Thing>()
  #at = 0

  addFact(fact: FactState): void {
    for (const { at } of fact.expect) if (at.shared) this.#sharers.set(at, grown(this.#sharers.get(at) ?? nothing, fact))
  }

  /** As far as the journal goes, which is to the record `seq`. */
  of(at: NetGroup, seq: number): Thing {
    if (seq !== this.#at) this.#known.clear()
    this.#at = seq
    let thing = this.#known.get(at)
    if (!thing) this.#known.set(at, (thing = thingOf(at, this.#sharers.get(at) ?? nothing)))
    return thing
  }

  *all(seq: number): Generator<Thing> {
    for (const at of this.#sharers.keys()) yield this.of(at, seq)
  }
}

function thingOf(at: NetGroup, facts: readonly FactState[]): Thing {
  const postings = new Set<Posting>()
  const obliged = new Set<Quantity>()
  for (const fact of facts) {
    for (const expected of fact.expect) if (expected.at === at) obliged.add(expected.quantity)
    for (const posting of fact.postings) if (posting.lines.some((line) => line.at === at)) postings.add(posting)
  }
  let actual: Quantity = '0'
  for (const { lines } of postings) for (const line of lines) if (line.at === at) actual = addQuantities(actual, line.quantity)
  // Made once, and taken back once.
  return { at, facts, postings: inOrder(postings), expected: [...obliged].reduce(addQuantities, '0'), actual }
}

/** It is not there as this fact obliges it: not made, or not taken back. What was never made need not be taken back. */
export function isShortOf({ quantity }: Expectation, { expected, actual, postings }: Thing): boolean {
  if (postings.length === 0) return !isZeroQuantity(expected)
  const order = compareQuantities(actual, expected)
  return quantity.startsWith('-') ? order > 0 : order < 0
}
