import { absoluteQuantity, compareQuantities, quantityToNumber, subtractQuantities } from '../../domain/quantity.js'
import type { FactState } from '../../journal/evidence-types.js'
import { actualOf, expectedOf } from '../../journal/net-effects.js'
import type { Check, Violation } from '../contract.js'
import { atEnd, counted, documentNames, keysOf, recordsOf, type Scene } from '../support/index.js'

function judgeEvent({ evidence, words }: Scene, physId: string, facts: readonly FactState[]): Violation | undefined {
  const postings = [...new Set(facts.flatMap((fact) => fact.postings))].sort((a, b) => a.seq - b.seq)
  // In each net group the largest that any report obliges; other facts that a shared document stands for oblige their part of it.
  const once = expectedOf([...new Set([...facts, ...postings.flatMap((posting) => posting.facts)])])
  for (const [at, quantity] of actualOf(postings)) {
    const allowed = once.get(at) ?? '0'
    const excess = subtractQuantities(absoluteQuantity(quantity), absoluteQuantity(allowed))
    if (compareQuantities(excess, evidence.tolerances.of(at, postings.length)) <= 0) continue
    const posted = facts.filter((fact) => fact.postings.length > 0)
    return {
      reason: 'several-representations',
      message:
        `The physical event ${physId} was posted from ${counted(posted.length, 'report')} of it, ${keysOf(posted)}, by ` +
        `${documentNames(postings)}: ${words.effect(quantity, at)}, where ${words.amount(allowed, at)} happened.`,
      badness: quantityToNumber(excess),
      records: recordsOf(evidence, { facts: posted, postings }),
      eids: posted.map((fact) => fact.eid),
    }
  }
  return undefined
}

/** Number 2: one physical event that two feeds report (a confirmation and its goods movement, say) is posted from one of them. */
export const singleRepresentationPerFact: Check = {
  number: 2,
  name: 'single-representation-per-fact',
  class: 'L',
  title: 'What happened once on the shop floor is posted once, however many feeds report it.',
  provenBy: [],
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
    for (const [physId, facts] of byEvent) if (Array.isArray(facts)) found.take(judgeEvent(scene, physId, facts))
  }),
}
