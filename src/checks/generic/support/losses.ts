import type { Claim } from '../../contract.js'
import { arrivedFor, isLeftWaiting, takenForOthers, titlesOfWaiting } from '../../support/index.js'

/** What only had to be tried again once its item, its receipt or its parent was there. */
export const leftLosses: readonly Claim[] = titlesOfWaiting.map((title) => ({
  owner: title,
  fact: (evidence, fact) => isLeftWaiting(evidence, fact, arrivedFor(evidence, fact, title)),
}))

/** What was taken for another plant's fact of that number. */
export const takenKeys: Claim = {
  owner: 'dedupe-namespaced',
  fact: (evidence, fact, ending) => ending !== 'short' && takenForOthers(evidence).get(fact)?.fold.name === 'plant',
}
