import type { Ending } from '../../../journal/evidence-types.js'
import type { Evidence } from '../../../journal/evidence.js'
import type { NetScope } from '../../../journal/net-effects.js'
import type { NetGroup } from '../../../journal/net-groups.js'
import type { Claim } from '../../contract.js'
import { isApartBy, isLive, isMoreThan, isRepeated, isSure, WordMap } from '../../support/index.js'

/** Kinds of stock between which one decision about a lot moves something, in one place of one system. */
export interface SplitPlace {
  readonly groups: readonly NetGroup[]
}

/** Ends of a fact of which something is there, and nothing is with people. */
const posted = new Set<Ending>(['posted', 'over', 'short'])

/** Ends of a fact that people have. */
const withPeople = new Set<Ending>(['parked', 'excepted'])

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
  if (!isThere || !isOff || isRepeated(postings, groups)) return false
  // People have what is missing, and never what is too much.
  const isOver = groups.some((at) => isMoreThan(actual.get(at) ?? '0', expected.get(at) ?? '0'))
  return facts.every((fact) => posted.has(evidence.endingOf(fact)) || (isOver && withPeople.has(evidence.endingOf(fact))))
}

/**
 * Number 43's too: what one document gives free for use is more than was accepted. Where the same was told twice, it is a duplicate;
 * where a unit was taken for another, that is why.
 */
export const usable: Claim = {
  owner: 'partial-release-quantity',
  *lines(evidence, scope) {
    const { facts, postings, expected, actual } = scope
    for (const [at, accepted] of expected) {
      const told = actual.get(at) ?? '0'
      if (!isUsable(at) || !isMoreThan(told, accepted) || !isApartBy(evidence, scope, at, told, accepted)) continue
      if (!isDecidedUpon(scope, at) || isRepeated(postings, [at])) continue
      for (const posting of postings) {
        if (posting.cid === 0 || !isSure(posting) || !isLive(posting)) continue
        for (const line of posting.lines) if (line.at === at) yield { facts, posting, line, quantity: told }
      }
    }
  },
}

/** What may be used of a lot, whatever its kind of stock. */
export function isUsable({ measure, dims: { lot = '' } }: NetGroup): boolean {
  return measure.name === 'available' && lot !== ''
}

/** Its facts say as well to what kinds of stock the lot goes. */
function isDecidedUpon({ expected }: NetScope, { dims }: NetGroup): boolean {
  return [...expected.keys()].some(
    ({ measure, dims: other }) =>
      measure.signed !== undefined && other['stockType'] !== undefined && other['item'] === dims['item'] && other['lot'] === dims['lot'],
  )
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
