import { absoluteQuantity, compareQuantities, quantityToNumber, type Quantity } from '../../domain/quantity.js'
import type { FactState, Posting } from '../../journal/evidence-types.js'
import { actualOf, postingsOf } from '../../journal/net-effects.js'
import type { NetGroup } from '../../journal/net-groups.js'
import type { Check, Violation } from '../contract.js'
import {
  atEnd,
  documentNames,
  eidsOf,
  enumerate,
  factName,
  isLive,
  isSure,
  keysOf,
  recordsOf,
  type Scene,
  scopes,
} from '../support/index.js'

/** What the facts of a posting oblige that comes nearest to where it is: the same measure first. */
function nearest(facts: readonly FactState[], at: NetGroup): readonly NetGroup[] {
  const obliged = [...new Set(facts.flatMap((fact) => fact.expect.map((expected) => expected.at)))]
  const alike = obliged.filter(({ measure }) => measure === at.measure)
  return alike.length > 0 ? alike : obliged
}

function violationOf({ evidence, words, faults }: Scene, posting: Posting, at: NetGroup, quantity: Quantity): Violation {
  const { facts } = posting
  const [only] = facts
  const name = facts.length === 1 && only ? factName(evidence, only) : keysOf(facts)
  const obliged = nearest(facts, at).flatMap((group) => {
    const expected = facts.flatMap((fact) => fact.expect).find((each) => each.at === group)
    return expected ? [words.effect(expected.quantity, group)] : []
  })
  const owed = obliged.length === 0 ? 'no amount of anything' : enumerate(obliged, 2)
  return {
    reason: 'not-obliged',
    message: `${name} ${facts.length === 1 ? 'obliges' : 'oblige'} ${owed}; ${documentNames([posting])} has ${words.effect(quantity, at)}.`,
    badness: quantityToNumber(absoluteQuantity(quantity)),
    records: recordsOf(evidence, { facts: facts.slice(0, 5), postings: [posting] }, faults),
    eids: eidsOf(facts),
  }
}

/** Number 73: the wrong lot, the wrong order, the other routing step, scrap counted as yield. Too much of what is obliged is number 1's. */
export const effectAsObliged: Check = {
  number: 73,
  name: 'effect-as-obliged',
  class: 'L',
  title: 'Every effect of a fact is what the fact obliges: this item, lot, order and place, and no other.',
  provenBy: ['M63'],
  begin: atEnd((scene) => {
    const { evidence, found } = scene
    for (const scope of scopes(evidence)) {
      const [only] = scope.facts
      const plain = scope.facts.length === 1 && only !== undefined && evidence.isPlainlyPosted(only)
      const sums = plain ? undefined : actualOf(scope.postings)
      for (const posting of scope.postings) {
        if (posting.cid === 0 || !isSure(posting) || !isLive(posting)) continue
        found.judged += 1
        if (!sums) continue
        const obliged = new Set(posting.facts.flatMap((fact) => fact.expect.map(({ at }) => at)))
        for (const at of new Set(posting.lines.map((line) => line.at))) {
          const quantity = obliged.has(at) ? '0' : (sums.get(at) ?? '0')
          // What was put right again, or is no more than rounding, does no harm.
          if (compareQuantities(absoluteQuantity(quantity), evidence.tolerances.of(at, postingsOf(scope))) <= 0) continue
          found.add(violationOf(scene, posting, at, quantity))
          break
        }
      }
    }
  }),
}
