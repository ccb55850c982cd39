import { isZeroQuantity } from '../domain/quantity.js'
import type { Ending, FactState, Posting } from './evidence-types.js'
import type { Evidence } from './evidence.js'
import { isOwn } from './each-once.js'
import { hasOwnPostings, isUntouched, NetScope, sumsOf, type Deviation } from './net-effects.js'
import { isStateApplied } from './states.js'
import { isShortOf } from './things.js'

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
    return [...this.#shortages(fact, this.#evidence.scopeOf(fact)), ...this.#missingThings(fact)]
  }

  /** A part of the amounts and counts that it obliges is missing. */
  isShort(fact: FactState): boolean {
    const scope = this.#evidence.scopeOf(fact)
    return this.#isUntouched(fact, scope) || this.#missingThings(fact).length > 0 || this.#shortages(fact, scope).length > 0
  }

  /** In a wider scope, what is missing of other facts only is theirs. */
  #shortages(fact: FactState, scope: NetScope): readonly Deviation[] {
    const found = scope.shortages(this.#evidence.tolerances)
    return scope.facts.length === 1 ? found : found.filter(({ at }) => fact.expect.some((expected) => expected.at === at))
  }

  #missingThings(fact: FactState): readonly Deviation[] {
    return fact.expect.flatMap((expected) => {
      if (isOwn(expected)) return []
      const thing = this.#evidence.thingOf(expected.at)
      return isShortOf(expected, thing) ? [thing] : []
    })
  }

  #ofPosted(fact: FactState): Ending {
    const evidence = this.#evidence
    const overtaken = !fact.states.every(isStateApplied) && evidence.isOvertaken(fact)
    if (this.#isWhole(fact, overtaken)) return overtaken ? 'overtaken' : evidence.isPosted(fact) ? 'posted' : 'over'
    if (evidence.isSuppressed(fact)) return 'suppressed'
    const obstructed = fact.must !== 'POST' || evidence.obstructions.stoodBefore(fact)
    if (evidence.isExcepted(fact)) return obstructed ? 'excepted' : 'parked'
    if (evidence.obstructions.mayHideException(fact)) return 'unseen'
    if (fact.givenUp && (fact.must === 'EITHER' || evidence.forEver.struck(fact))) return 'returned'
    if (evidence.forEver.isTried(fact)) return 'blocked'
    if (fact.postings.length > 0) return 'short'
    return fact.exposedFirst ? 'missing' : 'never-collected'
  }

  /** Nothing of it was posted, and what it obliges is more than others can have carried over. */
  #isUntouched(fact: FactState, scope: NetScope): boolean {
    return isUntouched(fact, scope) && !this.#evidence.tolerances.carries(fact)
  }

  /** People have it, or may have it, for a reason. */
  #isLeftToPeople(fact: FactState): boolean {
    const { obstructions } = this.#evidence
    return obstructions.mayHideException(fact) || (this.#evidence.isExcepted(fact) && obstructions.stoodBefore(fact))
  }

  /** Nothing is missing; among shared postings, nothing but what belongs to facts that people have, with reason. */
  #isWhole(fact: FactState, overtaken: boolean): boolean {
    const evidence = this.#evidence
    if (!overtaken && !fact.states.every(isStateApplied)) return false
    if (this.#missingThings(fact).length > 0) return false
    const scope = evidence.scopeOf(fact)
    if (this.#isUntouched(fact, scope)) return false
    if (this.#shortages(fact, scope).length === 0) return true
    if (hasOwnPostings(fact)) return false
    const owed = scope.facts.filter((each) => each === fact || !this.#isLeftToPeople(each))
    return this.#shortages(fact, new NetScope(owed, scope.postings)).length === 0
  }

  /** An effect of what must be rejected; among shared postings, more than the others oblige, where it obliges something itself. */
  #isForbidden(fact: FactState): boolean {
    if (hasOwnPostings(fact)) return hasEffect(fact.postings)
    const { facts, postings } = this.#evidence.scopeOf(fact)
    const allowed = new NetScope(
      facts.filter(({ must }) => must !== 'REJECT'),
      postings,
    )
    return allowed.excesses(this.#evidence.tolerances).some(({ at }) => fact.expect.some((expected) => expected.at === at))
  }

  #ofRejected(fact: FactState): Ending {
    const evidence = this.#evidence
    if (this.#isForbidden(fact)) return 'forbidden'
    if (evidence.isExcepted(fact)) return 'excepted'
    if (fact.givenUp) return 'returned'
    if (evidence.obstructions.mayHideException(fact)) return 'unseen'
    if (evidence.forEver.isTried(fact)) return 'blocked'
    return fact.exposedFirst ? 'missing' : 'never-collected'
  }
}

function hasEffect(postings: readonly Posting[]): boolean {
  if (postings.some((posting) => posting.writes.some((write) => !write.derived))) return true
  return [...sumsOf(postings).values()].some((quantity) => !isZeroQuantity(quantity))
}
