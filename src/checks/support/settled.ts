import { agrees, Tolerances } from '../../journal/components.js'
import type { FactState } from '../../journal/evidence-types.js'
import type { Evidence } from '../../journal/evidence.js'

/** How a fact ended, as far as the journal goes. */
export type Settlement = 'posted' | 'excepted' | 'returned' | 'suppressed' | 'pending'

/** Tells how facts ended; remembers what was worked out for facts that share documents, which may be many. */
export class Settlements {
  readonly #tolerances: Tolerances
  readonly #shared = new Map<FactState, boolean>()

  constructor(readonly evidence: Evidence) {
    this.#tolerances = new Tolerances(evidence.header.plan)
  }

  isPosted(fact: FactState): boolean {
    if (this.evidence.isPlainlyPosted(fact)) return true
    if (fact.docs.every((doc) => doc.facts.length === 1)) return this.evidence.isPosted(fact)
    const known = this.#shared.get(fact)
    if (known !== undefined) return known
    const { facts, docs, expected, actual } = this.evidence.componentOf(fact)
    const posted = agrees(expected, actual, Math.max(facts.length, docs.length), this.#tolerances)
    for (const member of facts) this.#shared.set(member, posted)
    return posted
  }

  of(fact: FactState): Settlement {
    // Without a document nothing is posted, whatever little the fact obliges.
    if (fact.docs.length > 0 && this.isPosted(fact)) return 'posted'
    // Posted too often is posted: what is wrong with it is another figure.
    if (this.evidence.isOverPosted(fact)) return 'posted'
    if (this.evidence.isExcepted(fact)) return 'excepted'
    if (this.evidence.isSuppressed(fact)) return 'suppressed'
    return fact.givenUp ? 'returned' : 'pending'
  }
}
