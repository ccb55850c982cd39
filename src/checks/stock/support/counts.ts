import type { Claim } from '../../contract.js'
import { isApartBy, isLive, isRepeated, isSure } from '../../support/index.js'

/** Number 35's: what was corrected after a count is not the difference that was found. The same twice is a duplicate. */
export const counts: Claim = {
  owner: 'count-posts-delta',
  *lines(evidence, scope) {
    const { expected, actual, postings } = scope
    for (const [at, is] of actual) {
      if (at.measure.name !== 'adjustment' || !isApartBy(evidence, scope, at, is, expected.get(at) ?? '0')) continue
      if (isRepeated(postings, [at])) continue
      for (const posting of postings) {
        if (posting.cid === 0 || !isSure(posting) || !isLive(posting)) continue
        for (const line of posting.lines) if (line.at === at) yield { facts: posting.facts, posting, line, quantity: is }
      }
    }
  },
}
