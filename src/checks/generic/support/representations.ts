import type { Claim } from '../../contract.js'
import { excessesOf, isLive, isTargets } from '../../support/index.js'

/** One physical event that was posted from several reports of it: all but the report that was posted first are too much. */
export const representations: Claim = {
  owner: 'single-representation-per-fact',
  *lines(evidence, scope) {
    for (const reports of Map.groupBy(scope.facts, ({ physId }) => physId).values()) {
      if (reports.length < 2) continue
      const postings = scope.postings.filter((posting) => isLive(posting) && isTargets(evidence, posting))
      const first = postings.find(({ facts }) => facts.some((fact) => reports.includes(fact)))
      const kept = new Set(first?.facts)
      const others = postings.filter(({ facts }) => facts.length > 0 && facts.every((fact) => reports.includes(fact) && !kept.has(fact)))
      const tooMuch = new Set(others.length === 0 ? [] : excessesOf(evidence, scope).map(({ at }) => at))
      for (const posting of others) {
        for (const line of posting.lines) if (tooMuch.has(line.at)) yield { facts: posting.facts, posting, line, quantity: line.quantity }
      }
    }
  },
}
