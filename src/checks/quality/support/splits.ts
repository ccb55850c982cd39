import type { Ending } from '../../../journal/evidence-types.js'
import type { Evidence } from '../../../journal/evidence.js'
import type { NetScope } from '../../../journal/net-effects.js'
import type { NetGroup } from '../../../journal/net-groups.js'
import type { Claim } from '../../contract.js'
import { isApartBy, isLive, isRepeated, WordMap } from '../../support/index.js'

/** Kinds of stock between which one decision about a lot moves something, in one place of one system. */
export interface SplitPlace {
  readonly groups: readonly NetGroup[]
}

/** Ends of a fact of which something is there, and nothing is with people. */
const posted = new Set<Ending>(['posted', 'over', 'short'])

/** Places of a scope in which more than one kind of stock is obliged to change. */
export function splitPlaces({ expected, actual }: NetScope): readonly SplitPlace[] {
  const found = new WordMap<NetGroup[]>()
  for (const at of new Set([...expected.keys(), ...actual.keys()])) {
    const { plant = '', item = '', lot = '', location = '', stockType } = at.dims
    if (at.measure.signed === undefined || stockType === undefined || lot === '') continue
    found.getOr([at.system, at.measure.name, plant, item, lot, location], () => []).push(at)
  }
  const kinds = (groups: readonly NetGroup[]): number => groups.filter((at) => (expected.get(at) ?? '0') !== '0').length
  return found.made.filter((groups) => kinds(groups) > 1).map((groups) => ({ groups }))
}

/** Whether it was split otherwise than was decided: something of it is there, it is no repeat, and people do not have the rest. */
export function isSplitWrongly(evidence: Evidence, scope: NetScope, { groups }: SplitPlace): boolean {
  const { expected, actual, postings, facts } = scope
  const isThere = groups.some((at) => (actual.get(at) ?? '0') !== '0')
  const isOff = groups.some((at) => isApartBy(evidence, scope, at, actual.get(at) ?? '0', expected.get(at) ?? '0'))
  return isThere && isOff && !isRepeated(postings, groups) && facts.every((fact) => posted.has(evidence.endingOf(fact)))
}

/** Number 43's: how what was decided upon is split over free, restricted and blocked stock. All of it twice is a duplicate. */
export const splits: Claim = {
  owner: 'partial-release-quantity',
  *lines(evidence, scope) {
    for (const place of splitPlaces(scope)) {
      if (!isSplitWrongly(evidence, scope, place)) continue
      for (const posting of scope.postings) {
        if (posting.cid === 0 || !isLive(posting)) continue
        for (const line of posting.lines)
          if (place.groups.includes(line.at)) yield { facts: scope.facts, posting, line, quantity: scope.actual.get(line.at) ?? '0' }
      }
    }
  },
}
