import type { Claim } from '../../contract.js'
import { isLeftWaiting, takenForOthers, titleOfDependency } from '../../support/index.js'

/** What only had to be tried again once its item, lot or parent was there. */
export const leftLosses: Claim = { owner: titleOfDependency, fact: (evidence, fact) => isLeftWaiting(evidence, fact) }

/** What was taken for another plant's fact of that number. */
export const takenKeys: Claim = {
  owner: 'dedupe-namespaced',
  fact: (evidence, fact, ending) => ending !== 'short' && takenForOthers(evidence).get(fact)?.fold.name === 'plant',
}
