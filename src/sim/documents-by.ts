import type { SystemName } from '../domain/names.js'
import type { FactState, Posting } from '../journal/evidence-types.js'
import type { Evidence } from '../journal/evidence.js'
import type { SystemInstance } from '../systems/contract.js'
import type { DocumentOf } from './player.js'

/**
 * Which document stands for a fact, as the judge will say: by whatever the target puts on its documents, and its settings make of that. A
 * name that no fact has is looked up as it is.
 */
export function documentsBy(
  evidence: Evidence,
  systems: ReadonlyMap<SystemName, SystemInstance>,
  canonical: (text: string) => string,
): DocumentOf {
  return (system, reference, plant, alone) => {
    const facts = evidence.factsNamed([canonical(reference)], plant)
    if (facts.length === 0) return systems.get(system)?.documentsOf(reference, plant)[0]
    const found = facts.flatMap((fact) => documentsOf(fact).filter((posting) => posting.system === system && posting.plant === plant))
    const meant = alone
      ? found.filter((posting) => posting.facts.every((fact) => facts.some(({ physId }) => physId === fact.physId)))
      : found
    return meant.toSorted((a, b) => rank(a) - rank(b))[0]?.doc
  }
}

/** Of the target, or of what plays a part of it. */
function documentsOf({ postings, played }: FactState): readonly Posting[] {
  return [...postings, ...played].filter(({ doc }) => doc !== '')
}

/** Live ones first; those that were cancelled last. */
function rank({ reversedBy, reversesDoc }: Posting): number {
  return reversedBy.length > 0 ? 2 : reversesDoc === '' ? 0 : 1
}
