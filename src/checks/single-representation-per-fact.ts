import {
  absoluteQuantity,
  addQuantities,
  compareQuantities,
  quantityToNumber,
  subtractQuantities,
  type Quantity,
} from '../domain/quantity.js'
import type { Evidence } from '../journal/evidence.js'
import type { DocState, FactState } from '../journal/evidence-types.js'
import { actualOf, Tolerances } from '../journal/components.js'
import { Collector } from './collector.js'
import type { Check, Violation } from './contract.js'
import { recordsOf } from './support/trail.js'
import { counted, DimensionWords, documentNames, keysOf } from './support/words.js'

/** What one physical event obliges, however many facts report it: in each dimension the largest that any of them obliges. */
function onceOf(facts: readonly FactState[]): Map<string, Quantity> {
  const once = new Map<string, Quantity>()
  for (const fact of facts) {
    for (const { dims, quantity } of fact.expect) {
      const known = once.get(dims)
      if (known === undefined || compareQuantities(absoluteQuantity(quantity), absoluteQuantity(known)) > 0) once.set(dims, quantity)
    }
  }
  return once
}

/** Other facts that a shared document stands for oblige their part of it. */
function addOthers(once: Map<string, Quantity>, facts: readonly FactState[], docs: readonly DocState[]): void {
  const others = new Set<FactState>()
  for (const doc of docs) for (const fact of doc.facts) if (!facts.includes(fact)) others.add(fact)
  for (const fact of others) {
    for (const { dims, quantity } of fact.expect) once.set(dims, addQuantities(once.get(dims) ?? '0', quantity))
  }
}

function judgeEvent(
  evidence: Evidence,
  words: DimensionWords,
  tolerances: Tolerances,
  physId: string,
  facts: readonly FactState[],
): Violation | undefined {
  const docs = [...new Set(facts.flatMap((fact) => fact.docs))].sort((a, b) => a.seq - b.seq)
  const once = onceOf(facts)
  addOthers(once, facts, docs)
  for (const [dims, quantity] of actualOf(docs)) {
    const allowed = once.get(dims) ?? '0'
    const excess = subtractQuantities(absoluteQuantity(quantity), absoluteQuantity(allowed))
    if (compareQuantities(excess, tolerances.of(dims, docs.length)) <= 0) continue
    const posted = facts.filter((fact) => fact.docs.length > 0)
    return {
      reason: 'several-representations',
      message:
        `The physical event ${physId} was posted from ${counted(posted.length, 'report')} of it, ${keysOf(posted)}, by ` +
        `${documentNames(docs)}: ${words.effect(quantity, dims)}, where ${words.amount(allowed, dims)} happened.`,
      badness: quantityToNumber(excess),
      records: recordsOf(evidence, { facts: posted, docs }),
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
  begin(evidence) {
    const tolerances = new Tolerances(evidence.header.plan)
    const words = new DimensionWords(evidence.header.plan)
    return {
      end() {
        // Most events are reported once: a list is made only for those that are reported again.
        const byEvent = new Map<string, FactState | FactState[]>()
        for (const fact of evidence.facts.values()) {
          if (!fact.covered || fact.reverses !== '') continue
          const known = byEvent.get(fact.physId)
          if (known === undefined) byEvent.set(fact.physId, fact)
          else if (Array.isArray(known)) known.push(fact)
          else byEvent.set(fact.physId, [known, fact])
        }
        const found = new Collector()
        let judged = 0
        for (const [physId, facts] of byEvent) {
          if (!Array.isArray(facts)) continue
          judged += 1
          const violation = judgeEvent(evidence, words, tolerances, physId, facts)
          if (violation) found.add(violation)
        }
        return { judged, violations: found.done() }
      },
    }
  },
}
