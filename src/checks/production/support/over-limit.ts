import { addQuantities, compareQuantities, multiplyQuantities, subtractQuantities, type Quantity } from '../../../domain/quantity.js'
import type { Posting } from '../../../journal/evidence-types.js'
import { EachOnce } from '../../../journal/each-once.js'
import type { Evidence } from '../../../journal/evidence.js'
import { millionthsOf, Tally, type NetGroup } from '../../../journal/net-groups.js'
import { ownersOf } from '../../owners.js'
import { type Amount, isAbove, isExcused, Rule, WordMap } from '../../support/index.js'

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

/** One that stands above what its order allows in the end, through the target, though no more was reported. */
interface OverLimit {
  readonly place: Running
  readonly excess: Quantity
}

/** What was confirmed beyond orders, of all that has a limit. */
export interface OverLimits {
  readonly judged: number
  /** Those that were beyond it for a while. */
  readonly healed: number
  readonly over: readonly OverLimit[]
}

export function overLimitsOf(evidence: Evidence, rule = new Rule(evidence, 'over_confirmation')): OverLimits {
  let [judged, healed] = [0, 0]
  const over: OverLimit[] = []
  for (const place of runningSums(evidence)) {
    const { at, limit, reportedPeak, postings } = place
    // The source itself went beyond: what becomes of that is the scenario's policy, not a fault of the posting.
    if (postings.length === 0 || isAbove(reportedPeak, limit)) continue
    judged += 1
    if (place.healed && !place.isOver) healed += 1
    if (!place.isOver || !rule.isTargets(at.system)) continue
    // Each posting may be rounded up.
    const excess = subtractQuantities(place.postedPeak.quantity, limit.quantity)
    if (compareQuantities(excess, evidence.tolerances.of(at, postings.length)) > 0) over.push({ place, excess })
  }
  return { judged, healed, over }
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
