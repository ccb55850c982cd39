import { addQuantities, compareQuantities, multiplyQuantities, subtractQuantities } from '../../domain/quantity.js'
import type { FactState, Posting } from '../../journal/evidence-types.js'
import { EachOnce } from '../../journal/each-once.js'
import type { Evidence } from '../../journal/evidence.js'
import { millionthsOf, Tally, type NetGroup } from '../../journal/net-groups.js'
import type { Check } from '../contract.js'
import { ownersOf } from '../owners.js'
import { type Amount, atEnd, eidsOf, isAbove, isExcused, Rule, WordMap } from '../support/index.js'

/** Good quantity of one routing step as it grew, in the ledger and by the source. */
interface Running {
  readonly at: NetGroup
  readonly limit: Amount
  readonly posted: Tally
  readonly reported: Tally
  /** The highest that it ever stood at. */
  postedPeak: Amount
  reportedPeak: Amount
  /** While the ledger is above the limit. */
  isOver: boolean
  healed: boolean
  readonly postings: Posting[]
}

const zero: Amount = { quantity: '0', millionths: 0 }

/** The good quantity confirmed for a routing step stays within order quantity plus tolerance, at every moment. */
export const overConfirmationBounded: Check = {
  number: 32,
  name: 'over-confirmation-bounded',
  class: 'L',
  covers: ['conservation'],
  title: 'No operation is confirmed beyond the order quantity plus its tolerance, unless the source reported so much.',
  provenBy: ['M61'],
  begin: atEnd(({ evidence, found }) => {
    const rule = new Rule(evidence, 'over_confirmation')
    let healed = 0
    for (const place of runningSums(evidence)) {
      const { at, limit, reportedPeak, postings } = place
      // The source itself went beyond: what becomes of that is the scenario's policy, not a fault of the posting.
      if (postings.length === 0 || isAbove(reportedPeak, limit)) continue
      found.judged += 1
      if (place.healed && !place.isOver) healed += 1
      if (!place.isOver || !rule.isTargets(at.system)) continue
      // Each posting may be rounded up.
      const excess = subtractQuantities(place.postedPeak.quantity, limit.quantity)
      if (compareQuantities(excess, evidence.tolerances.of(at, postings.length)) <= 0) continue
      const name = `Order ${at.dims['order'] ?? ''} / ${at.dims['routingStep'] ?? ''}`
      const peak = place.postedPeak.quantity
      found.add({
        reason: 'over-limit',
        message: `${name}: confirmed ${peak}, more than the limit of ${limit.quantity}; reported were ${reportedPeak.quantity}.`,
        badness: Number(excess),
        records: postings.slice(-100).map((posting) => posting.seq),
        eids: eidsOf(new Set<FactState>(postings.flatMap((posting) => posting.facts))),
      })
    }
    const were = healed === 1 ? 'operation was' : 'operations were'
    const notes = healed === 0 ? [] : [`${healed} ${were} beyond the limit for a while, until a reversal.`]
    return rule.outcome({ judged: found.judged, notes }, 'over-confirmation, and its ledger has one')
  }),
}

/** How much of an order may be confirmed. */
function limitsOf(evidence: Evidence): WordMap<Amount> {
  const limits = new WordMap<Amount>()
  // Orders share few quantities and tolerances: each product of them is worked out once.
  const products = new WordMap<Amount>()
  for (const { plant, id, quantity, overTolerance } of evidence.header.plan.master.orders) {
    const limit = products.getOr([quantity, overTolerance], () => {
      const product = multiplyQuantities(quantity, addQuantities('1', overTolerance))
      return { quantity: product, millionths: millionthsOf(product) }
    })
    limits.set([plant, id], limit)
  }
  return limits
}

/** By group: document by document in the order of commit, and fact by fact. Orders that are not known have no limit. */
function runningSums(evidence: Evidence): Iterable<Running> {
  const limits = limitsOf(evidence)
  const running = new Map<NetGroup, Running>()
  const of = (at: NetGroup): Running | undefined => {
    if (at.measure.name !== 'yield') return undefined
    const known = running.get(at)
    const limit = known?.limit ?? limits.get([at.dims['plant'] ?? '', at.dims['order'] ?? ''])
    if (known || !limit) return known
    const sums = { posted: new Tally(), reported: new Tally(), postedPeak: zero, reportedPeak: zero }
    const place: Running = { at, limit, ...sums, isOver: false, healed: false, postings: [] }
    running.set(at, place)
    return place
  }
  const owners = ownersOf(evidence)
  for (const posting of evidence.postings) {
    for (const line of posting.lines) {
      const place = of(line.at)
      // What was put where it does not belong is told by the check that owns it.
      if (!place || owners.ofLine(line)) continue
      // What a stand-in has cancelled is confirmed no longer; what it has confirmed is nobody's fault.
      place.posted.add(line)
      if (posting.cid !== 0) place.postings.push(posting)
      place.postedPeak = higher(place.postedPeak, place.posted)
      const isOver = isAbove(place.posted, place.limit)
      if (place.isOver && !isOver) place.healed = true
      place.isOver = isOver
    }
  }
  const once = new EachOnce()
  for (const fact of evidence.facts.values()) {
    // What it cancels stands, and through no doing of the target.
    const isLeft = fact.reverses !== '' && (isExcused(evidence, fact) || (!fact.covered && fact.postings.length === 0))
    for (const effect of isLeft ? [] : once.of(fact)) {
      const place = of(effect.at)
      if (!place) continue
      place.reported.add(effect)
      place.reportedPeak = higher(place.reportedPeak, place.reported)
    }
  }
  return running.values()
}

/** A tally that only grows is at its peak each time: the peak is put into words when somebody reads it. */
function higher(peak: Amount, tally: Tally): Amount {
  return isAbove(tally, peak) ? tally.now() : peak
}
