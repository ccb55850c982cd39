import { isZeroQuantity } from '../domain/quantity.js'
import { actualOf, Tolerances } from '../journal/components.js'
import type { Evidence } from '../journal/evidence.js'
import type { FactState } from '../journal/evidence-types.js'
import { Collector } from './collector.js'
import type { Check, Outcome, Violation } from './contract.js'
import { Obstructions } from './support/obstacles.js'
import { hadItsChance, hasOwnDocs, isWhole, obligations, postingsOf, scopeOf, shortages, type Deviation } from './support/scope.js'
import { callsOf, FaultTrail, recordsOf } from './support/trail.js'
import { counted, DimensionWords, documentNames, enumerate, factName, seconds, systemTitle } from './support/words.js'

/** How a fact ended. `unseen`: an exception would settle it, and the target's exceptions cannot be seen. */
type Ending =
  | 'posted'
  | 'excepted'
  | 'returned'
  | 'suppressed'
  | 'overtaken'
  | 'unseen'
  | 'posted-though-rejected'
  | 'short'
  | 'excepted-without-obstacle'
  | 'missing'
  | 'never-collected'

const good = new Set<Ending>(['posted', 'excepted', 'returned', 'suppressed', 'overtaken', 'unseen'])

/** How each fact ended, in the terms of its obligation. */
class Endings {
  readonly tolerances: Tolerances
  readonly obstructions: Obstructions
  readonly #evidence: Evidence

  constructor(evidence: Evidence) {
    this.#evidence = evidence
    this.tolerances = new Tolerances(evidence.header.plan)
    this.obstructions = new Obstructions(evidence)
  }

  of(fact: FactState): Ending {
    // An overtaken state may be skipped; that it was not applied late is the affair of the checks of versions.
    if (fact.must === 'IGNORE') return 'overtaken'
    return fact.must === 'REJECT' ? this.#ofRejected(fact) : this.#ofPosted(fact)
  }

  #ofPosted(fact: FactState): Ending {
    const evidence = this.#evidence
    if (this.#isPosted(fact)) return 'posted'
    if (evidence.isSuppressed(fact)) return 'suppressed'
    const obstructed = fact.must !== 'POST' || this.obstructions.stoodBefore(fact)
    if (evidence.isExcepted(fact)) return obstructed ? 'excepted' : 'excepted-without-obstacle'
    if (this.obstructions.mayHideException(fact)) return 'unseen'
    if (fact.must === 'EITHER' && fact.givenUp) return 'returned'
    if (fact.docs.length > 0) return 'short'
    return fact.exposedFirst ? 'missing' : 'never-collected'
  }

  /** Whole in its own documents; among shared ones, whole but for facts that people have, with reason. */
  #isPosted(fact: FactState): boolean {
    const evidence = this.#evidence
    if (isWhole(evidence, fact, this.tolerances)) return true
    if (hasOwnDocs(fact)) return false
    const scope = scopeOf(evidence, fact)
    const owed = scope.facts.filter((each) => each === fact || !(evidence.isExcepted(each) && this.obstructions.stoodBefore(each)))
    return shortages(obligations(owed), actualOf(scope.docs), postingsOf(scope), this.tolerances).length === 0
  }

  #ofRejected(fact: FactState): Ending {
    const evidence = this.#evidence
    const { docs } = scopeOf(evidence, fact)
    const hasEffect = [...actualOf(docs).values()].some((quantity) => !isZeroQuantity(quantity))
    if (hasEffect && hasOwnDocs(fact)) return 'posted-though-rejected'
    if (evidence.isExcepted(fact)) return 'excepted'
    if (fact.givenUp) return 'returned'
    if (this.obstructions.mayHideException(fact)) return 'unseen'
    return fact.exposedFirst ? 'missing' : 'never-collected'
  }
}

function delivered(evidence: Evidence, fact: FactState): string {
  const last = fact.owedLast ?? fact.exposedFirst ?? fact.offered
  const once = fact.deliveries === 1
  const when = last ? `${once ? '' : ', last'} at ${seconds(last.t)}` : ''
  const outcome = fact.lastOutcome === '' ? '' : ` (${fact.lastOutcome})`
  const times = evidence.header.target.delivery === 'feed' ? 'handed out in the feed' : 'delivered'
  return `was ${times} ${once ? 'once' : `${fact.deliveries} times`}${when}${outcome}`
}

function worstShortage(evidence: Evidence, tolerances: Tolerances, fact: FactState): Deviation | undefined {
  const scope = scopeOf(evidence, fact)
  return shortages(obligations(scope.facts), actualOf(scope.docs), postingsOf(scope), tolerances)[0]
}

function sentence(evidence: Evidence, words: DimensionWords, tolerances: Tolerances, fact: FactState, ending: Ending): string {
  const name = factName(fact)
  const waited = evidence.quiet?.how === 'patience' ? ` after ${seconds(evidence.quiet.waited_ms)} of waiting (target.patience)` : ''
  switch (ending) {
    case 'never-collected': {
      const feed = evidence.header.target.delivery === 'feed'
      const why = feed
        ? 'was published in the feed, and no page that the target read contained it'
        : 'was offered to the target, which never took it'
      return `${name} ${why}; it has neither effect nor exception${waited}.`
    }
    case 'excepted-without-obstacle':
      return (
        `${name} was handed to people (${exceptionsOf(evidence, fact)}), though nothing lasting stood in the way of posting it: ` +
        'nothing was refused for good but what the target itself had made of it, if anything, and it has no effect.'
      )
    case 'posted-though-rejected':
      return `${name} had to be rejected, and has an effect by ${documentNames(fact.docs)}.`
    case 'short': {
      const short = worstShortage(evidence, tolerances, fact)
      if (!short) return `${name} is not posted whole.`
      const system = systemTitle(short.dims.split('|')[0] ?? '')
      return (
        `${name} ${delivered(evidence, fact)}, and ${system} shows ${words.effect(short.actual, short.dims)} ` +
        `of ${words.amount(short.expected, short.dims)}, by ` +
        `${documentNames(fact.docs)}; there is no exception for the rest${waited}.`
      )
    }
    default:
      return fact.must === 'REJECT'
        ? `${name} had to be rejected; it ${delivered(evidence, fact)} and has no exception, nor was it returned to its sender${waited}.`
        : `${name} ${delivered(evidence, fact)} and has neither effect nor exception${waited}.`
  }
}

function exceptionsOf(evidence: Evidence, fact: FactState): string {
  return enumerate(
    [...fact.exceptions].map((xid) => {
      const reason = evidence.exceptions.get(xid)?.reason ?? ''
      return reason === '' ? xid : `${xid}: ${reason}`
    }),
    2,
  )
}

function summary(counts: ReadonlyMap<Ending, number>): string[] {
  const of = (...endings: Ending[]): number => endings.reduce((total, ending) => total + (counts.get(ending) ?? 0), 0)
  const parts = [
    `${of('posted')} posted`,
    `${of('excepted', 'returned')} excepted`,
    `${of('missing', 'never-collected', 'short', 'excepted-without-obstacle')} missing`,
  ]
  if (of('suppressed') > 0) parts.push(`${of('suppressed')} cancelled before posting`)
  if (of('posted-though-rejected') > 0) parts.push(`${of('posted-though-rejected')} posted against the rules`)
  const notes = [`Facts: ${parts.join(', ')}.`]
  const unseen = of('unseen')
  if (unseen > 0)
    notes.push(
      `${counted(unseen, 'fact')} without effect not judged: an exception would settle it, and the target shows none (exceptions: none).`,
    )
  return notes
}

/** Number 8: loss. Ends, not ways: slow, batched and retried facts are as accounted for as quick ones. */
export const everyEventAccounted: Check = {
  number: 8,
  name: 'every-event-accounted',
  class: 'L',
  title: 'Every fact that was handed over is posted, or with people for a reason.',
  provenBy: ['M02', 'M03', 'M05', 'M30', 'M31'],
  begin(evidence) {
    const faults = new FaultTrail()
    const words = new DimensionWords(evidence.header.plan)
    const endings = new Endings(evidence)
    return {
      hears: ['fault.fired', 'effect.state'],
      on(record) {
        faults.on(record)
        endings.obstructions.on(record)
      },
      end(): Outcome {
        const found = new Collector()
        const counts = new Map<Ending, number>()
        let judged = 0
        for (const fact of evidence.facts.values()) {
          if (!hadItsChance(evidence, fact)) continue
          const ending = endings.of(fact)
          counts.set(ending, (counts.get(ending) ?? 0) + 1)
          if (ending !== 'unseen') judged += 1
          if (good.has(ending)) continue
          const message = sentence(evidence, words, endings.tolerances, fact, ending)
          found.add(violationOf(evidence, faults, fact, ending, message))
        }
        return { judged, violations: found.done(), notes: summary(counts) }
      },
    }
  },
}

function violationOf(evidence: Evidence, faults: FaultTrail, fact: FactState, ending: Ending, message: string): Violation {
  const subject = { facts: [fact], docs: fact.docs, calls: callsOf(evidence, fact), exceptions: fact.exceptions }
  return { reason: ending, message, badness: fact.owed ? 2 : 1, records: recordsOf(evidence, subject, faults), eids: [fact.eid] }
}
