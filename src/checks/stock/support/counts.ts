import type { FactState } from '../../../journal/evidence-types.js'
import type { Claim } from '../../contract.js'
import { isApartBy, isLive, isRepeated, isSure } from '../../support/index.js'

/** It obliges, if anything, a correction: a movement that was posted as one is another matter. */
function isCount({ expect }: FactState): boolean {
  return expect.every(({ at }) => at.measure.name === 'adjustment')
}

/** Number 35's: what was corrected after a count is not the difference that was found. The same twice is a duplicate. */
export const counts: Claim = {
  owner: 'count-posts-delta',
  *lines(evidence, scope) {
    const { facts, expected, actual, postings } = scope
    for (const [at, is] of actual) {
      if (at.measure.name !== 'adjustment' || !isApartBy(evidence, scope, at, is, expected.get(at) ?? '0')) continue
      if (isRepeated(postings, [at])) continue
      for (const posting of postings) {
        if (posting.cid === 0 || !isSure(posting) || !isLive(posting) || !posting.facts.every(isCount)) continue
        // What other reports of it oblige is missing for the same reason.
        const events = new Set(posting.facts.map(({ physId }) => physId))
        const reports = facts.filter(({ physId }) => events.has(physId))
        for (const line of posting.lines) if (line.at === at) yield { facts: reports, posting, line, quantity: is }
      }
    }
  },
}
