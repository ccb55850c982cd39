import type { FactState } from '../../../journal/evidence-types.js'
import type { Evidence } from '../../../journal/evidence.js'
import type { Claim } from '../../contract.js'
import { arrivedFor, isLeftWaiting, takenForOthers, titlesOfWaiting, type TitleOfWaiting } from '../../support/index.js'

/** Refused along with another message of its publication, which only had to be tried again. */
function isLeftWith(evidence: Evidence, fact: FactState, title: TitleOfWaiting): boolean {
  if (fact.partOf === '' || fact.refusals.length === 0) return false
  return evidence.factsNamed([fact.partOf]).some((other) => {
    const arrived = other === fact || other.partOf !== fact.partOf ? undefined : arrivedFor(evidence, other, title)
    if (!arrived || !isLeftWaiting(evidence, other, arrived)) return false
    const early = new Set(arrived.early.map(({ cid }) => cid))
    return fact.refusals.every(({ cid }) => early.has(cid))
  })
}

/** What only had to be tried again once its item, its receipt or its parent was there. */
export const leftLosses: readonly Claim[] = titlesOfWaiting.map((title) => ({
  owner: title,
  fact: (evidence, fact) => isLeftWaiting(evidence, fact, arrivedFor(evidence, fact, title)) || isLeftWith(evidence, fact, title),
}))

/** What was taken for another plant's fact of that number. */
export const takenKeys: Claim = {
  owner: 'dedupe-namespaced',
  fact: (evidence, fact, ending) => ending !== 'short' && takenForOthers(evidence).get(fact)?.fold.name === 'plant',
}
