import type { FactState } from '../../../journal/evidence-types.js'
import type { Evidence } from '../../../journal/evidence.js'
import type { NetGroup } from '../../../journal/net-groups.js'
import type { Claim } from '../../contract.js'
import { earlyIn, isApartBy, isLive, missingOf } from '../../support/index.js'

const title = 'no-consumption-of-held-lot'

/** Sums in which something of a lot was given free before it was decided upon, by a fact that obliges nothing of it. */
function freedEarly(evidence: Evidence): ReadonlySet<NetGroup> {
  const known = gathered.get(evidence)
  if (known?.at === evidence.last.seq) return known.groups
  const groups = new Set<NetGroup>()
  const obliges = (fact: FactState, at: NetGroup): boolean => fact.expect.some((expected) => expected.at === at)
  for (const fact of evidence.facts.values()) {
    if (!fact.gates.some((gate) => gate.title === title)) continue
    for (const posting of fact.postings)
      for (const { part } of earlyIn(evidence, fact, posting, (gate) => gate.title === title))
        for (const { at } of part.lines) if (!obliges(fact, at)) groups.add(at)
  }
  gathered.set(evidence, { at: evidence.last.seq, groups })
  return groups
}

const gathered = new WeakMap<Evidence, { readonly at: number; readonly groups: ReadonlySet<NetGroup> }>()

/** Number 41's: what was given free too early, and what was made of it afterwards. */
export const earlyUse: Claim = {
  owner: title,
  *lines(evidence, scope) {
    const groups = freedEarly(evidence)
    if (groups.size === 0) return
    const { facts, postings, expected, actual } = scope
    for (const posting of postings) {
      if (posting.cid === 0 || !isLive(posting)) continue
      for (const line of posting.lines) {
        const { at } = line
        const quantity = actual.get(at) ?? '0'
        if (groups.has(at) && isApartBy(evidence, scope, at, quantity, expected.get(at) ?? '0')) yield { facts, posting, line, quantity }
      }
    }
  },
  fact(evidence, fact, ending) {
    if (ending !== 'short' && ending !== 'missing') return false
    const groups = freedEarly(evidence)
    const { sums, states } = groups.size === 0 ? { sums: [], states: [] } : missingOf(evidence, fact)
    return sums.length > 0 && states.length === 0 && sums.every(({ at }) => groups.has(at))
  },
}
