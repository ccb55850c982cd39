import type { Evidence } from '../../journal/evidence.js'
import type { FactState, Posting } from '../../journal/evidence-types.js'
import { isSure } from './scope.js'
import { WordMap } from './word-map.js'

/** Facts of one sequence key and one routing step, in the order of the source: those among which order matters. */
export type Place = readonly FactState[]

/** Facts by plant, sequence key and routing step, each in the order of the source. Facts for which no order is owed are left out. */
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
  const found = new WordMap<FactState[]>()
  for (const fact of evidence.facts.values()) {
    if (fact.sequenceKey !== '') found.getOr([fact.plant, fact.dims['routingStep'] ?? '', fact.sequenceKey], () => []).push(fact)
  }
  return found.made.map((facts) => (isInOrder(facts) ? facts : facts.toSorted((a, b) => a.streamSeq - b.streamSeq)))
}

function isInOrder(facts: readonly FactState[]): boolean {
  return facts.every((fact, index) => index === 0 || (facts[index - 1]?.streamSeq ?? 0) <= fact.streamSeq)
}

/** The first posting of a fact that surely stands for it: one of a group says nothing about order. */
export function firstApplied(fact: FactState): Posting | undefined {
  return fact.postings.find(isSure)
}
