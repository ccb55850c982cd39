import { addQuantities, compareQuantities, multiplyQuantities, subtractQuantities, type Quantity } from '../domain/quantity.js'
import { millionthsOf, Sums, type Dimension } from '../journal/dimensions.js'
import type { DocState } from '../journal/evidence-types.js'
import type { Evidence } from '../journal/evidence.js'
import { Collector } from './collector.js'
import type { Check, Outcome } from './contract.js'

interface Running {
  sum: Quantity
  peak: Quantity
  /** Set while the sum is above the limit. */
  over: DocState | undefined
  healed: boolean
  readonly docs: DocState[]
}

/** The good quantity confirmed for an operation stays within order quantity plus tolerance, at every moment. */
export const overConfirmationBounded: Check = {
  number: 32,
  name: 'over-confirmation-bounded',
  class: 'S',
  title: 'No operation is confirmed beyond the order quantity plus its tolerance, unless the source reported so much.',
  provenBy: ['M53', 'M61'],
  begin: (evidence) => ({ end: () => judged(evidence) }),
}

function judged(evidence: Evidence): Outcome {
  const limits = limitsOf(evidence)
  const { within, suspects } = sifted(evidence, limits)
  const running = runningSums(evidence, limits, suspects)
  const reported = reportedSums(evidence, suspects)
  const found = new Collector()
  let healed = 0
  let count = within
  for (const [dims, place] of running) {
    const [, , plant = '', order = '', operation = ''] = dims.split('|')
    const limit = limits.get(`${plant}|${order}`) ?? '0'
    // The source itself went beyond: what becomes of that is the scenario's policy, not a fault of the posting.
    if (compareQuantities(reported.get(dims) ?? '0', limit) > 0) continue
    count += 1
    if (place.healed && !place.over) healed += 1
    if (!place.over) continue
    found.add({
      reason: 'over-limit',
      message:
        `Order ${order} / ${operation}: confirmed ${place.peak}, more than the limit of ${limit}; ` +
        `reported were ${reported.get(dims) ?? '0'}.`,
      badness: Number(subtractQuantities(place.peak, limit)),
      records: place.docs.slice(-100).map((doc) => doc.seq),
      eids: [...new Set(place.docs.flatMap((doc) => doc.facts.map((fact) => fact.eid)))].slice(0, 50),
    })
  }
  const enforced = evidence.header.systems.erp?.enforce['over_confirmation'] === true
  const notes =
    healed === 0 ? [] : [`${healed} ${healed === 1 ? 'operation was' : 'operations were'} beyond the limit for a while, until a reversal.`]
  if (!enforced) return { judged: count, violations: found.done(), notes }
  if (found.count > 0)
    return {
      judged: count,
      violations: new Collector().done(),
      unknown: 'ERP is set to refuse over-confirmation, and its ledger has one',
      notes,
    }
  return { judged: count, violations: found.done(), notJudged: 'enforced by the system: ERP refuses it', notes }
}

/** Orders share few quantities and tolerances: each product of them is worked out once. */
function limitsOf(evidence: Evidence): ReadonlyMap<string, Quantity> {
  const products = new Map<string, Quantity>()
  const limits = new Map<string, Quantity>()
  for (const { plant, id, quantity, overTolerance } of evidence.header.plan.master.orders) {
    const key = `${quantity}|${overTolerance}`
    let limit = products.get(key)
    if (limit === undefined) products.set(key, (limit = multiplyQuantities(quantity, addQuantities('1', overTolerance))))
    limits.set(`${plant}|${id}`, limit)
  }
  return limits
}

/**
 * Operations that stayed within their limit, in the ledger and by the source, at every moment: they are only counted. The others are
 * looked at.
 */
function sifted(
  evidence: Evidence,
  limits: ReadonlyMap<string, Quantity>,
): { readonly within: number; readonly suspects: ReadonlySet<number> } {
  const bounds: number[] = []
  const boundOf = ({ id, plant, order }: Dimension): number => (bounds[id] ??= millionthsOf(limits.get(`${plant}|${order}`) ?? ''))
  const suspects = new Set<number>()
  const posted = new Sums()
  const reported = new Sums()
  const seen: boolean[] = []
  // NaN, which stands for a sum or a limit that is not exact, is within nothing.
  for (const doc of evidence.docs) {
    if (doc.cid === 0) continue
    for (const { at, measure, millionths } of doc.lines) {
      if (measure !== 'yield') continue
      posted.add(at.id, millionths)
      if (at.order === doc.order && at.plant === doc.plant && posted.of(at.id) <= boundOf(at)) seen[at.id] = true
      else suspects.add(at.id)
    }
  }
  for (const fact of evidence.facts.values()) {
    for (const { at, measure, millionths } of fact.expect) {
      if (measure !== 'yield') continue
      reported.add(at.id, millionths)
      if (!(reported.of(at.id) <= boundOf(at))) suspects.add(at.id)
    }
  }
  let within = 0
  for (const { id } of evidence.dimensions.all) if (seen[id] === true && !suspects.has(id)) within += 1
  return { within, suspects }
}

/** Good quantity by operation, document by document in the order of commit. */
function runningSums(evidence: Evidence, limits: ReadonlyMap<string, Quantity>, wanted: ReadonlySet<number>): Map<string, Running> {
  const running = new Map<string, Running>()
  if (wanted.size === 0) return running
  for (const doc of evidence.docs) {
    const limit = limits.get(`${doc.plant}|${doc.order}`)
    if (doc.cid === 0 || limit === undefined) continue
    for (const line of doc.lines) {
      if (line.measure !== 'yield' || !wanted.has(line.at.id)) continue
      let place = running.get(line.dims)
      if (!place) running.set(line.dims, (place = { sum: '0', peak: '0', over: undefined, healed: false, docs: [] }))
      place.sum = addQuantities(place.sum, line.quantity)
      place.docs.push(doc)
      if (compareQuantities(place.sum, limit) > 0) {
        place.over ??= doc
        if (compareQuantities(place.sum, place.peak) > 0) place.peak = place.sum
      } else if (place.over) {
        place.over = undefined
        place.healed = true
      }
    }
  }
  return running
}

/** The highest good quantity that the source ever stood at, by operation. */
function reportedSums(evidence: Evidence, wanted: ReadonlySet<number>): Map<string, Quantity> {
  const sums = new Map<string, Quantity>()
  const peaks = new Map<string, Quantity>()
  if (wanted.size === 0) return peaks
  for (const fact of evidence.facts.values()) {
    for (const effect of fact.expect) {
      if (effect.measure !== 'yield' || !wanted.has(effect.at.id)) continue
      const sum = addQuantities(sums.get(effect.dims) ?? '0', effect.quantity)
      sums.set(effect.dims, sum)
      if (compareQuantities(sum, peaks.get(effect.dims) ?? '0') > 0) peaks.set(effect.dims, sum)
    }
  }
  return peaks
}
