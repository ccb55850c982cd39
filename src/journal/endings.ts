import { isZeroQuantity } from '../domain/quantity.js'
import type { Ending, FactState, Posting } from './evidence-types.js'
import type { Evidence } from './evidence.js'
import { actualOf, hasOwnPostings, obligations, postingsOf, shortages, type Deviation, type Scope } from './net-effects.js'
import { isStateApplied } from './states.js'

/** How facts ended, as far as a journal goes. The one place that works it out. */
export class Endings {
  readonly #evidence: Evidence
  /** What was worked out at which record. */
  readonly #known = new Map<FactState, { readonly seq: number; readonly ending: Ending }>()

  constructor(evidence: Evidence) {
    this.#evidence = evidence
  }

  of(fact: FactState): Ending {
    if (fact.must === 'IGNORE') return 'overtaken'
    if (fact.must !== 'REJECT' && this.#evidence.isPlainlyPosted(fact)) return 'posted'
    const { seq } = this.#evidence.last
    const known = this.#known.get(fact)
    if (known?.seq === seq) return known.ending
    const ending = fact.must === 'REJECT' ? this.#ofRejected(fact) : this.#ofPosted(fact)
    this.#known.set(fact, { seq, ending })
    return ending
  }

  /** Groups in which a part of what the fact obliges is missing. */
  shortagesOf(fact: FactState): readonly Deviation[] {
    return this.#shortages(fact, this.#evidence.scopeOf(fact))
  }

  /** In a wider scope, what is missing of other facts only is theirs. */
  #shortages(fact: FactState, scope: Scope): readonly Deviation[] {
    const found = shortages(obligations(scope.facts), actualOf(scope.postings), postingsOf(scope), this.#evidence.tolerances)
    return scope.facts.length === 1 ? found : found.filter(({ at }) => fact.expect.some((expected) => expected.at === at))
  }

  #ofPosted(fact: FactState): Ending {
    const evidence = this.#evidence
    if (this.#isWhole(fact)) return evidence.isPosted(fact) ? 'posted' : 'over'
    if (evidence.isSuppressed(fact)) return 'suppressed'
    const obstructed = fact.must !== 'POST' || evidence.obstructions.stoodBefore(fact)
    if (evidence.isExcepted(fact)) return obstructed ? 'excepted' : 'parked'
    if (evidence.obstructions.mayHideException(fact)) return 'unseen'
    if (fact.must === 'EITHER' && fact.givenUp) return 'returned'
    if (fact.postings.length > 0) return 'short'
    return fact.exposedFirst ? 'missing' : 'never-collected'
  }

  /** Nothing is missing; among shared postings, nothing but what belongs to facts that people have, with reason. */
  #isWhole(fact: FactState): boolean {
    const evidence = this.#evidence
    if (!fact.states.every(isStateApplied)) return false
    const scope = evidence.scopeOf(fact)
    if (this.#shortages(fact, scope).length === 0) return true
    if (hasOwnPostings(fact)) return false
    const owed = scope.facts.filter((each) => each === fact || !(evidence.isExcepted(each) && evidence.obstructions.stoodBefore(each)))
    return this.#shortages(fact, { facts: owed, postings: scope.postings }).length === 0
  }

  #ofRejected(fact: FactState): Ending {
    const evidence = this.#evidence
    if (hasOwnPostings(fact) && hasEffect(evidence.scopeOf(fact).postings)) return 'forbidden'
    if (evidence.isExcepted(fact)) return 'excepted'
    if (fact.givenUp) return 'returned'
    if (evidence.obstructions.mayHideException(fact)) return 'unseen'
    return fact.exposedFirst ? 'missing' : 'never-collected'
  }
}

function hasEffect(postings: readonly Posting[]): boolean {
  if (postings.some((posting) => posting.writes.some((write) => !write.derived))) return true
  return [...actualOf(postings).values()].some((quantity) => !isZeroQuantity(quantity))
}
