import type { Expectation, FactState } from '../../journal/evidence-types.js'
import { nothing } from '../../journal/lists.js'

/**
 * Tells what facts oblige, asked in their order: what one shares with an earlier one (two reports of one event, one counted thing) is one
 * obligation, and left out of the later one's.
 */
export function eachOnce(): (fact: FactState) => readonly Expectation[] {
  const events = new Set<string>()
  const things = new Set<string>()
  return (fact) => {
    const again = events.has(fact.physId)
    events.add(fact.physId)
    if (fact.expect.every(({ shared }) => shared === '')) return again ? nothing : fact.expect
    return fact.expect.filter(({ at, shared }) => {
      if (shared === '') return !again
      const thing = `${at.id} ${shared}`
      const known = things.has(thing)
      things.add(thing)
      return !known
    })
  }
}
