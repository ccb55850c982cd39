import type { ProductionOrder } from '../../domain/master.js'
import { addQuantities, compareQuantities, quantityToNumber, subtractQuantities } from '../../domain/quantity.js'
import type { FactState, Posting } from '../../journal/evidence-types.js'
import { EachOnce } from '../../journal/each-once.js'
import type { Evidence } from '../../journal/evidence.js'
import { grown, nothing } from '../../journal/lists.js'
import { millionthsOf, Tally, type NetGroup } from '../../journal/net-groups.js'
import type { Check, Violation } from '../contract.js'
import { ownersOf } from '../owners.js'
import { allDo, atEnd, eidsOf, recordsOf, type Scene, sinksOf, systemNames, systemTitle, WordMap } from '../support/index.js'
import { partOf } from './support/balance.js'

/** Good quantity of one routing step: by the ledger, and by the source as far as people do not have it. */
interface Good {
  readonly at: NetGroup
  readonly posted: Tally
  /** More than one sum is right where it cannot be told what of a document stands for facts that people have. */
  readonly reported: { readonly least: Tally; readonly most: Tally }
  postings: readonly Posting[]
  facts: readonly FactState[]
}

const witnessesMax = 6

/** By system, plant, order and routing step. */
function goodsOf(evidence: Evidence): WordMap<Good> {
  const found = new WordMap<Good>()
  const byGroup: (Good | undefined)[] = []
  const of = (at: NetGroup): Good | undefined => {
    if (at.measure.name !== 'yield') return undefined
    const { plant = '', order = '', routingStep = '' } = at.dims
    return (byGroup[at.id] ??= found.getOr([at.system, plant, order, routingStep], () => ({
      at,
      posted: new Tally(),
      reported: { least: new Tally(), most: new Tally() },
      postings: nothing,
      facts: nothing,
    })))
  }
  const owners = ownersOf(evidence)
  for (const posting of evidence.postings) {
    for (const line of posting.lines) {
      const good = of(line.at)
      // What was put where it does not belong is told by the check that owns it.
      if (!good || owners.ofLine(line)) continue
      good.posted.add(line)
      if (good.postings.length < witnessesMax) good.postings = grown(good.postings, posting)
    }
  }
  const once = new EachOnce()
  for (const fact of evidence.facts.values()) {
    for (const effect of once.of(fact)) {
      const good = of(effect.at)
      if (!good) continue
      if (owners.ofFact(fact)) continue
      // What people have, or may have, was not posted, or in part only, and the imbalance that comes of it is theirs to settle.
      const part = isWithPeople(evidence, fact) ? partOf(fact, effect.at, effect.quantity) : effect.quantity
      const amount = part === undefined ? effect : { quantity: part, millionths: millionthsOf(part) }
      const isTakenBack = amount.quantity.startsWith('-')
      if (part !== undefined || isTakenBack) good.reported.least.add(amount)
      if (part !== undefined || !isTakenBack) good.reported.most.add(amount)
      if (good.facts.length < witnessesMax) good.facts = grown(good.facts, fact)
    }
  }
  return found
}

/** A suppressed pair left nothing either, nor does what a fault keeps away for ever. */
function isWithPeople(evidence: Evidence, fact: FactState): boolean {
  const mayBe = evidence.isExcepted(fact) || evidence.obstructions.mayHideException(fact)
  return mayBe || evidence.isSuppressed(fact) || evidence.isBlocked(fact)
}

function judgePair({ evidence, words }: Scene, order: ProductionOrder, from: Good | undefined, to: Good): Violation | undefined {
  const earlier = from?.posted.quantity ?? '0'
  const later = to.posted.quantity
  const handedOn = from?.reported.least.quantity ?? '0'
  const excess = subtractQuantities(later, earlier)
  const own = subtractQuantities(to.reported.most.quantity, handedOn)
  const tolerance = evidence.tolerances.of(to.at, to.postings.length + (from?.postings.length ?? 0))
  if (compareQuantities(excess, tolerance) <= 0 || compareQuantities(excess, addQuantities(own, tolerance)) <= 0) return undefined
  const { routingStep = '' } = to.at.dims
  const before = order.routingSteps[order.routingSteps.findIndex(({ id }) => id === routingStep) - 1]?.id ?? ''
  const unit = words.unit(to.at)
  const postings = [...(from?.postings ?? []), ...to.postings]
  // Those of the documents that are cited, whichever facts were kept besides.
  const facts = [...new Set([...(from?.facts ?? []), ...to.facts, ...postings.flatMap((posting) => posting.facts)])]
  return {
    reason: 'more-than-predecessor',
    message:
      `Order ${order.id}: operation ${routingStep} has ${later} ${unit} good, ` +
      `more than the ${earlier} ${unit} that operation ${before} handed on; ` +
      `by ${systemTitle(evidence, facts[0]?.source ?? '')} it is ${to.reported.most.quantity} ${unit} after ${handedOn} ${unit}.`,
    badness: quantityToNumber(excess),
    records: recordsOf(evidence, { facts: facts.slice(0, 2 * witnessesMax), postings }),
    eids: eidsOf(facts),
  }
}

/** Number 18: for sequential routings, and only where the source itself handed on what came after. */
export const operationPredecessorBalance: Check = {
  number: 18,
  name: 'operation-predecessor-balance',
  class: 'L',
  covers: ['conservation'],
  title: 'An operation has no more good quantity than the one before it handed on.',
  provenBy: [],
  begin: atEnd((scene) => {
    const { evidence, found } = scene
    const sequential = evidence.header.plan.master.orders.filter((order) => order.routing === 'sequential')
    // Without such an order there is nothing to sum up.
    if (sequential.length === 0) return 0
    const goods = goodsOf(evidence)
    const sinks = sinksOf(evidence)
    for (const order of sequential) {
      for (const system of sinks) {
        const steps = order.routingSteps.map(({ id }) => goods.get([system, order.plant, order.id, id]))
        for (const [index, to] of steps.entries()) {
          const from = steps[index - 1]
          if (index === 0 || !to || to.postings.length === 0) continue
          if (![...(from?.facts ?? []), ...to.facts].some((fact) => fact.covered)) continue
          found.take(judgePair(scene, order, from, to))
        }
      }
    }
    if (found.count > 0 || !allDo(evidence, ({ enforce }) => enforce['operation_predecessor'] === true)) return
    const who = systemNames(evidence, sinks)
    return { notJudged: `enforced by ${who}: it refuses what the operation before did not hand on` }
  }),
}
