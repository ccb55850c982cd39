import { valueText } from '../../../domain/effect.js'
import type { Evidence } from '../../../journal/evidence.js'
import type { Claim } from '../../contract.js'
import { isLive, isSure } from '../../support/index.js'

/** `C1S for C1, priority 2, ratio 1`, as a list of substitutes reads. */
const entry = /^(.+) for (.+), priority \d+/

/** Pairs of items of which one may be taken for the other, by what stood there from the start and by what facts say. */
function substitutesIn(evidence: Evidence): (one: string, other: string) => boolean {
  const known = gathered.get(evidence)
  const pairs = known?.at === evidence.last.seq ? known.pairs : pairsIn(evidence)
  gathered.set(evidence, { at: evidence.last.seq, pairs })
  return (one, other) => pairs.has(JSON.stringify([one, other])) || pairs.has(JSON.stringify([other, one]))
}

const gathered = new WeakMap<Evidence, { readonly at: number; readonly pairs: ReadonlySet<string> }>()

function pairsIn({ header, facts }: Evidence): ReadonlySet<string> {
  const pairs = new Set<string>()
  for (const { substitutes = [] } of header.plan.master.boms)
    for (const { primary, substitute } of substitutes) pairs.add(JSON.stringify([substitute, primary]))
  for (const { states } of facts.values()) {
    for (const { group, after } of states) {
      if (group !== 'substitutes') continue
      for (const part of valueText(after).split('; ')) {
        const [, substitute, primary] = entry.exec(part) ?? []
        if (substitute !== undefined && primary !== undefined) pairs.add(JSON.stringify([substitute, primary]))
      }
    }
  }
  return pairs
}

/** Number 49's: an issue of an item in place of the one that was used, where one may be taken for the other. */
export const substitutions: Claim = {
  owner: 'substitute-posted-as-used',
  *lines(evidence, { facts, postings, actual }) {
    let isPair: ReturnType<typeof substitutesIn> | undefined
    for (const posting of postings) {
      if (posting.cid === 0 || !isSure(posting) || !isLive(posting)) continue
      for (const line of posting.lines) {
        const { measure, dims, system } = line.at
        if (!measure.by.includes('order') || measure.unit !== 'item' || (actual.get(line.at) ?? '0') === '0') continue
        const used = posting.facts.flatMap(({ expect }) =>
          expect.flatMap(({ at }) => (at.system === system && at.measure === measure && at.dims['order'] === dims['order'] ? at : [])),
        )
        if (used.length === 0 || used.some((at) => at === line.at)) continue
        isPair ??= substitutesIn(evidence)
        const pair = isPair
        if (used.some((at) => pair(at.dims['item'] ?? '', dims['item'] ?? '')))
          yield { facts, posting, line, quantity: actual.get(line.at) ?? '0' }
      }
    }
  },
}
