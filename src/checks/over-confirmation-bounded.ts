import { addQuantities, compareQuantities, multiplyQuantities, subtractQuantities, type Quantity } from '../domain/quantity.js'
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
  provenBy: [],
  begin: (evidence) => ({ end: () => judged(evidence) }),
}

function judged(evidence: Evidence): Outcome {
  const limits = new Map(evidence.header.plan.master.orders.map((order) =>
    [`${order.plant}|${order.id}`, multiplyQuantities(order.quantity, addQuantities('1', order.overTolerance))]))
  const running = runningSums(evidence, limits)
  const reported = reportedSums(evidence)
  const found = new Collector()
  let healed = 0
  let count = 0
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
      message: `Order ${order} / ${operation}: confirmed ${place.peak}, more than the limit of ${limit}; reported were ${reported.get(dims) ?? '0'}.`,
      badness: Number(subtractQuantities(place.peak, limit)),
      records: place.docs.slice(-100).map((doc) => doc.seq),
      eids: [...new Set(place.docs.flatMap((doc) => doc.facts.map((fact) => fact.eid)))].slice(0, 50),
    })
  }
  const enforced = evidence.header.systems.erp?.enforce['over_confirmation'] === true
  const notes = healed === 0 ? [] : [`${healed} ${healed === 1 ? 'operation was' : 'operations were'} beyond the limit for a while, until a reversal.`]
  if (!enforced) return { judged: count, violations: found.done(), notes }
  if (found.count > 0) return { judged: count, violations: new Collector().done(), unknown: 'ERP is set to refuse over-confirmation, and its ledger has one', notes }
  return { judged: count, violations: found.done(), notJudged: 'enforced by the system: ERP refuses it', notes }
}

/** Good quantity by operation, document by document in the order of commit. */
function runningSums(evidence: Evidence, limits: ReadonlyMap<string, Quantity>): Map<string, Running> {
  const running = new Map<string, Running>()
  for (const doc of evidence.docs) {
    const limit = limits.get(`${doc.plant}|${doc.order}`)
    if (doc.cid === 0 || limit === undefined) continue
    for (const line of doc.lines) {
      if (line.measure !== 'yield') continue
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
function reportedSums(evidence: Evidence): Map<string, Quantity> {
  const sums = new Map<string, Quantity>()
  const peaks = new Map<string, Quantity>()
  for (const fact of evidence.facts.values()) {
    for (const effect of fact.expect) {
      if (effect.measure !== 'yield') continue
      const sum = addQuantities(sums.get(effect.dims) ?? '0', effect.quantity)
      sums.set(effect.dims, sum)
      if (compareQuantities(sum, peaks.get(effect.dims) ?? '0') > 0) peaks.set(effect.dims, sum)
    }
  }
  return peaks
}
