import { isMoreThan } from '../checks/support/repeats.js'
import { addQuantities, subtractQuantities, type Quantity } from '../domain/quantity.js'
import type { FactState, Posting } from '../journal/evidence-types.js'
import { hasOwnPostings } from '../journal/net-effects.js'
import type { NetGroup } from '../journal/net-groups.js'
import { amount } from './phrases.js'
import type { Scene } from './scene.js'

/** One group in which a fact obliges an effect, and what the postings say. */
export interface Balance {
  readonly at: NetGroup
  readonly unit: string
  readonly expected: Quantity
  readonly terms: readonly { readonly posting: Posting; readonly quantity: Quantity; readonly seq: number }[]
  readonly total: Quantity
  readonly excess: Quantity
}

/**
 * Per group of what the fact obliges; empty when a posting stands for several facts, because then no sum is this fact's own. What facts
 * share is summed over all of them.
 */
export function balancesOf(scene: Scene, fact: FactState): Balance[] {
  const { evidence } = scene
  const { facts, postings, expected } = evidence.scopeOf(fact)
  const own = [...expected].map(([at, quantity]) => ({ at, expected: quantity, postings }))
  const shared = fact.expect.flatMap(({ at }) => (at.shared ? [evidence.thingOf(at)] : []))
  return [...(facts.every(hasOwnPostings) ? own : []), ...shared].map(({ at, expected, postings }) => {
    const lines = postings.flatMap((posting) => posting.lines.filter((line) => line.at === at).map((line) => ({ posting, ...line })))
    const terms = [...Map.groupBy(lines, ({ posting }) => posting)].map(([posting, [first, ...more]]) => ({
      posting,
      quantity: more.reduce((sum, { quantity }) => addQuantities(sum, quantity), first?.quantity ?? '0'),
      seq: first?.seq ?? posting.seq,
    }))
    const total = terms.reduce((sum, { quantity }) => addQuantities(sum, quantity), '0')
    return { at, unit: lines[0]?.unit ?? scene.effects.unit(at), expected, terms, total, excess: subtractQuantities(total, expected) }
  })
}

/** True if there is more than was obliged, in the direction that was obliged. */
export function isTooMuch({ total, expected }: Pick<Balance, 'total' | 'expected'>): boolean {
  return isMoreThan(total, expected)
}

/** `40 EA`, `2 final confirmations`. */
export function amountOf({ at, unit }: Balance, quantity: Quantity): string {
  return amount(quantity, at.measure, unit)
}
