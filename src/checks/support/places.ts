import type { Evidence } from '../../journal/evidence.js'
import type { DocState, FactState } from '../../journal/evidence-types.js'

/** Facts of one operation of one order: those among which order matters. */
export interface Place {
  readonly order: string
  readonly operation: string
  /** In the order of the source. */
  readonly facts: readonly FactState[]
}

/** Facts by plant, sequence key and operation, each in the order of the source. Facts for which no order is owed are left out. */
export function places(evidence: Evidence): Place[] {
  const found = new Map<string, FactState[]>()
  for (const fact of evidence.facts.values()) {
    if (fact.sequenceKey === '') continue
    const key = `${fact.plant}|${fact.sequenceKey}|${fact.operation}`
    const facts = found.get(key)
    if (facts) facts.push(fact)
    else found.set(key, [fact])
  }
  return [...found.values()].map((facts) => {
    const sorted = facts.sort((a, b) => a.streamSeq - b.streamSeq)
    return { order: sorted[0]?.order ?? '', operation: sorted[0]?.operation ?? '', facts: sorted }
  })
}

/** The first document of a fact that surely stands for it: one of a group says nothing about order. */
export function firstApplied(fact: FactState): DocState | undefined {
  return fact.docs.find((doc) => doc.level !== 'group' && doc.level !== 'none')
}
