import type { Evidence } from '../../journal/evidence.js'
import type { DocState, FactState } from '../../journal/evidence-types.js'
import { grown } from '../../journal/lists.js'

/** Facts of one operation of one order: those among which order matters. */
export interface Place {
  readonly order: string
  readonly operation: string
  /** In the order of the source. */
  readonly facts: readonly FactState[]
}

/** Facts by plant, sequence key and operation, each in the order of the source. Facts for which no order is owed are left out. */
export function places(evidence: Evidence): readonly Place[] {
  const known = gathered.get(evidence)
  // Two checks ask for the same, one after the other.
  if (known?.at === evidence.last.seq) return known.places
  const found = placesOf(evidence)
  gathered.set(evidence, { at: evidence.last.seq, places: found })
  return found
}

const gathered = new WeakMap<Evidence, { readonly at: number; readonly places: readonly Place[] }>()

function placesOf(evidence: Evidence): readonly Place[] {
  const found: { facts: readonly FactState[] }[] = []
  const byKey = new Map<string, { readonly plant: string; readonly operation: string; facts: readonly FactState[] }[]>()
  for (const fact of evidence.facts.values()) {
    if (fact.sequenceKey === '') continue
    const known = byKey.get(fact.sequenceKey)
    const place = known?.find(({ plant, operation }) => plant === fact.plant && operation === fact.operation)
    if (place) {
      place.facts = grown(place.facts, fact)
      continue
    }
    const added = { plant: fact.plant, operation: fact.operation, facts: [fact] }
    found.push(added)
    if (known) known.push(added)
    else byKey.set(fact.sequenceKey, [added])
  }
  return found.map(({ facts }) => {
    const sorted = isInOrder(facts) ? facts : facts.toSorted((a, b) => a.streamSeq - b.streamSeq)
    return { order: sorted[0]?.order ?? '', operation: sorted[0]?.operation ?? '', facts: sorted }
  })
}

function isInOrder(facts: readonly FactState[]): boolean {
  return facts.every((fact, index) => index === 0 || (facts[index - 1]?.streamSeq ?? 0) <= fact.streamSeq)
}

/** The first document of a fact that surely stands for it: one of a group says nothing about order. */
export function firstApplied(fact: FactState): DocState | undefined {
  return fact.docs.find((doc) => doc.level !== 'group' && doc.level !== 'none')
}
