import { absoluteQuantity, quantityToNumber, subtractQuantities } from '../../domain/quantity.js'
import type { FactState } from '../../journal/evidence-types.js'
import { actualOf, expectedOf } from '../../journal/net-effects.js'
import type { NetGroup } from '../../journal/net-groups.js'
import type { Check, Violation } from '../contract.js'
import { ownersOf } from '../owners.js'
import { atEnd, counted, documentNames, keysOf, recordsOf, type Scene } from '../support/index.js'

const name = 'single-representation-per-fact'

function violationOf({ evidence, words }: Scene, physId: string, facts: readonly FactState[], at: NetGroup): Violation {
  const postings = [...new Set(facts.flatMap((fact) => fact.postings))].sort((a, b) => a.seq - b.seq)
  const posted = facts.filter((fact) => fact.postings.length > 0)
  // In each net group the largest that any report obliges; other facts that a shared document stands for oblige their part of it.
  const allowed = expectedOf([...new Set([...facts, ...postings.flatMap((posting) => posting.facts)])]).get(at) ?? '0'
  const quantity = actualOf(postings).get(at) ?? '0'
  return {
    reason: 'several-representations',
    message:
      `The physical event ${physId} was posted from ${counted(posted.length, 'report')} of it, ${keysOf(posted)}, by ` +
      `${documentNames(postings)}: ${words.effect(quantity, at)}, where ${words.amount(allowed, at, quantity)} happened.`,
    badness: quantityToNumber(absoluteQuantity(subtractQuantities(quantity, allowed))),
    records: recordsOf(evidence, { facts: posted, postings }),
    eids: posted.map((fact) => fact.eid),
  }
}

/** Number 2: one physical event that two feeds report (a confirmation and its goods movement, say) is posted from one of them. */
export const singleRepresentationPerFact: Check = {
  number: 2,
  name,
  class: 'L',
  covers: ['idempotency'],
  title: 'What happened once on the shop floor is posted once, however many feeds report it.',
  provenBy: ['M101'],
  begin: atEnd((scene) => {
    const { evidence, found } = scene
    // Most events are reported once: a list is made only for those that are reported again.
    const byEvent = new Map<string, FactState | FactState[]>()
    for (const fact of evidence.facts.values()) {
      if (!fact.covered || fact.reverses !== '') continue
      const known = byEvent.get(fact.physId)
      if (known === undefined) byEvent.set(fact.physId, fact)
      else if (Array.isArray(known)) known.push(fact)
      else byEvent.set(fact.physId, [known, fact])
    }
    const tooMuch = ownersOf(evidence).all.filter(({ owner }) => owner === name)
    for (const [physId, facts] of byEvent) {
      if (!Array.isArray(facts)) continue
      const misplaced = tooMuch.find((each) => each.facts.some((fact) => facts.includes(fact)))
      found.take(misplaced ? violationOf(scene, physId, facts, misplaced.line.at) : 'right')
    }
  }),
}
