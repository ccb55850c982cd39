import {
  absoluteQuantity,
  addQuantities,
  compareQuantities,
  quantityToNumber,
  subtractQuantities,
  type Quantity,
} from '../../domain/quantity.js'
import type { FactState, Posting } from '../../journal/evidence-types.js'
import { actualOf } from '../../journal/net-effects.js'
import type { NetGroup } from '../../journal/net-groups.js'
import type { Check, Violation } from '../contract.js'
import { atEnd, counted, documentNames, keysOf, recordsOf, type Scene } from '../support/index.js'

/** What one physical event obliges, however many facts report it: in each net group the largest that any of them obliges. */
function onceOf(facts: readonly FactState[]): Map<NetGroup, Quantity> {
  const once = new Map<NetGroup, Quantity>()
  for (const fact of facts) {
    for (const { at, quantity } of fact.expect) {
      const known = once.get(at)
      if (known === undefined || compareQuantities(absoluteQuantity(quantity), absoluteQuantity(known)) > 0) once.set(at, quantity)
    }
  }
  return once
}

/** Other facts that a shared document stands for oblige their part of it. */
function addOthers(once: Map<NetGroup, Quantity>, facts: readonly FactState[], postings: readonly Posting[]): void {
  const others = new Set<FactState>()
  for (const posting of postings) for (const fact of posting.facts) if (!facts.includes(fact)) others.add(fact)
  for (const fact of others) {
    for (const { at, quantity } of fact.expect) once.set(at, addQuantities(once.get(at) ?? '0', quantity))
  }
}

function judgeEvent({ evidence, words }: Scene, physId: string, facts: readonly FactState[]): Violation | undefined {
  const postings = [...new Set(facts.flatMap((fact) => fact.postings))].sort((a, b) => a.seq - b.seq)
  const once = onceOf(facts)
  addOthers(once, facts, postings)
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
  class: 'S',
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
