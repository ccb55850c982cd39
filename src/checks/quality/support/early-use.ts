import type { Gate } from '../../../domain/fact.js'
import type { FactState, Posting, PostingLine } from '../../../journal/evidence-types.js'
import type { Evidence } from '../../../journal/evidence.js'
import type { NetGroup } from '../../../journal/net-groups.js'
import type { Claim } from '../../contract.js'
import { gatedPart, isApartBy, isLive, isSure, missingOf } from '../../support/index.js'

const title = 'no-consumption-of-held-lot'

interface Freed {
  readonly gate: Gate
  readonly line: PostingLine
}

/**
 * What of a lot was given free by a fact that obliges nothing of it: that it was received is no reason, and what was accepted is given free
 * by the decision. Before that it is too early besides.
 */
export function* freedIn({ calls }: Evidence, fact: FactState, posting: Posting): Generator<Freed> {
  if (!calls.has(posting.cid) || posting.reversesDoc !== '' || !isSure(posting)) return
  for (const gate of fact.gates)
    if (gate.title === title)
      for (const line of gatedPart(gate, fact, posting).lines)
        if (!line.quantity.startsWith('-') && !fact.expect.some(({ at }) => at === line.at)) yield { gate, line }
}

/** Sums in which something was given free so. */
function freed(evidence: Evidence): ReadonlySet<NetGroup> {
  const known = gathered.get(evidence)
  if (known?.at === evidence.last.seq) return known.groups
  const groups = new Set<NetGroup>()
  for (const fact of evidence.facts.values()) {
    if (!fact.covered || !fact.gates.some((gate) => gate.title === title)) continue
    for (const posting of fact.postings) for (const { line } of freedIn(evidence, fact, posting)) groups.add(line.at)
  }
  gathered.set(evidence, { at: evidence.last.seq, groups })
  return groups
}

const gathered = new WeakMap<Evidence, { readonly at: number; readonly groups: ReadonlySet<NetGroup> }>()

/** Number 41's: what was given free by its receipt, and what was made of it afterwards. */
export const earlyUse: Claim = {
  owner: title,
  *lines(evidence, scope) {
    const groups = freed(evidence)
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
    const groups = freed(evidence)
    const { sums, states } = groups.size === 0 ? { sums: [], states: [] } : missingOf(evidence, fact)
    return sums.length > 0 && states.length === 0 && sums.every(({ at }) => groups.has(at))
  },
}
