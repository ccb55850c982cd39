import type { Evidence } from '../../journal/evidence.js'
import type { FactState, Posting } from '../../journal/evidence-types.js'
import { isSure } from './scope.js'
import { WordMap } from './word-map.js'

/** Facts of one source, sequence key and routing step, in the order of the source: those among which order matters. */
export type Place = readonly FactState[]

/**
 * Facts by source, plant, sequence key and routing step, each in the order of the source. Facts for which no order is owed are left
 * out.
 */
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
    const { source, plant, dims, sequenceKey } = fact
    if (sequenceKey !== '') found.getOr([source, plant, dims['routingStep'] ?? '', sequenceKey], () => []).push(fact)
  }
  return found.made.map(inOrderOfSource)
}

/** Two sources number apart from each other, even under one sequence key. */
export function inOrderOfSource(facts: readonly FactState[]): readonly FactState[] {
  return isInOrder(facts) ? facts : facts.toSorted((a, b) => a.streamSeq - b.streamSeq)
}

function isInOrder(facts: readonly FactState[]): boolean {
  return facts.every((fact, index) => index === 0 || (facts[index - 1]?.streamSeq ?? 0) <= fact.streamSeq)
}

/** The first posting of a fact that surely stands for it, among those that count: one of a group says nothing about order. */
export function firstApplied(fact: FactState, counts: (posting: Posting) => boolean): Posting | undefined {
  return fact.postings.find((posting) => isSure(posting) && counts(posting))
}
