import type { Item } from '../../../domain/master.js'
import {
  absoluteQuantity,
  compareQuantities,
  divideQuantities,
  multiplyQuantities,
  subtractQuantities,
  type Quantity,
} from '../../../domain/quantity.js'
import { postingTolerance } from '../../../domain/units.js'
import type { FactState, PostingLine } from '../../../journal/evidence-types.js'
import type { Evidence } from '../../../journal/evidence.js'
import type { NetGroup } from '../../../journal/net-groups.js'
import type { Claim } from '../../contract.js'
import { isLive, isSure } from '../../support/index.js'
import { isAsReported, isConverted, unitsOf } from './units.js'

/** Places to which a factor is worked out. */
const places = 9

/** `1 BOX = 24 EA`, as a number of base units; the base unit itself is one. */
function factorsOf({ conversions: of }: Item): readonly Quantity[] {
  return ['1', ...of.map(({ numerator, denominator }) => divideQuantities(numerator, denominator, places))]
}

function isWithin(a: Quantity, b: Quantity, most: Quantity): boolean {
  return compareQuantities(absoluteQuantity(subtractQuantities(a, b)), most) <= 0
}

/** One unit was taken for another: what is there is what should be there, times the factor of one of them, by that of the other. */
function isByFactor(item: Item, actual: Quantity, expected: Quantity): boolean {
  const half = postingTolerance(item.decimals)
  const factors = factorsOf(item)
  return factors.some((from) =>
    factors.some((to) => from !== to && isWithin(actual, divideQuantities(multiplyQuantities(expected, from), to, places), half)),
  )
}

/** Fewer decimals than the item has were kept. */
export function isRounded({ decimals }: Item, actual: Quantity, expected: Quantity): boolean {
  const kept = (quantity: Quantity): number => quantity.split('.')[1]?.length ?? 0
  for (let fewer = kept(actual); fewer < decimals; fewer += 1) if (isWithin(actual, expected, postingTolerance(fewer))) return true
  return false
}

/** The item that a sum is of. */
function itemOf({ header }: Evidence, { measure, dims }: NetGroup): Item | undefined {
  return measure.unit === 'item' ? header.plan.master.items.find((item) => item.id === dims['item']) : undefined
}

/** The target itself made another unit of the one in which the fact tells of it, by whatever factor. */
function isMadeOfAnother(evidence: Evidence, fact: FactState, line: PostingLine, item: Item, actual: Quantity): boolean {
  const { measure, dims } = line.at
  const units = unitsOf(evidence)
  return units.sourcesOf(fact).some((source) => {
    const isIt = source.measure === measure.name && (source.item ?? dims['item']) === dims['item']
    return isIt && isConverted(line, source, item) && isAsReported(units, fact, source, item, actual) === false
  })
}

/** The only document of a fact has what was reported in another unit, or with fewer decimals than are kept. */
export const conversions: Claim = {
  owner: 'uom-conversion-exact',
  *lines(evidence, { facts, postings, expected, actual }) {
    const [fact] = facts
    const live = postings.filter(isLive)
    // Several reports of one event oblige the same.
    if (!fact || fact.reverses !== '' || facts.some(({ physId }) => physId !== fact.physId)) return
    // What was made for an order, and what goes with it, is balanced order by order.
    if (fact.expect.some(({ at }) => at.measure.unit === 'order-item')) return
    for (const [at, owed] of expected) {
      const [posting, another] = live.filter(({ lines }) => lines.some((line) => line.at === at))
      const is = actual.get(at) ?? '0'
      if (!posting || another || posting.cid === 0 || !isSure(posting) || is === '0' || isWithin(is, owed, evidence.tolerances.of(at, 1)))
        continue
      const item = itemOf(evidence, at)
      const lines = posting.lines.filter((line) => line.at === at)
      const isMadeOf = item && lines.some((line) => isMadeOfAnother(evidence, fact, line, item, is))
      if (!item || !(isMadeOf === true || isByFactor(item, is, owed) || isRounded(item, is, owed))) continue
      for (const line of lines) yield { facts, posting, line, quantity: is }
    }
  },
}
