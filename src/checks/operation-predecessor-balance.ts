import type { ProductionOrder } from '../domain/master.js'
import { addQuantities, compareQuantities, quantityToNumber, subtractQuantities } from '../domain/quantity.js'
import { Tolerances } from '../journal/components.js'
import { Tally } from '../journal/dimensions.js'
import { grown, nothing } from '../journal/lists.js'
import type { Evidence } from '../journal/evidence.js'
import type { DocState, FactState } from '../journal/evidence-types.js'
import { Collector } from './collector.js'
import type { Check, Violation } from './contract.js'
import { recordsOf } from './support/trail.js'

/** Good quantity of one operation: by the ledger, and by the source as far as people do not have it. */
interface Good {
  readonly posted: Tally
  readonly reported: Tally
  readonly dims: string
  docs: readonly DocState[]
  facts: readonly FactState[]
}

const witnessesMax = 6

class Goods {
  readonly #byOperation = new Map<string, Good>()

  constructor(evidence: Evidence) {
    for (const doc of evidence.docs) {
      for (const line of doc.lines) {
        if (line.measure !== 'yield') continue
        const good = this.of(line.dims)
        good.posted.add(line)
        if (good.docs.length < witnessesMax) good.docs = grown(good.docs, doc)
      }
    }
    for (const fact of evidence.facts.values()) {
      for (const effect of fact.expect) {
        if (effect.measure !== 'yield') continue
        const good = this.of(effect.dims)
        // What people have was not posted, and the imbalance that comes of it is theirs to settle; a suppressed pair left nothing either.
        if (fact.docs.length > 0 || !(evidence.isExcepted(fact) || evidence.isSuppressed(fact))) good.reported.add(effect)
        if (good.facts.length < witnessesMax) good.facts = grown(good.facts, fact)
      }
    }
  }

  of(dims: string): Good {
    const known = this.#byOperation.get(dims)
    if (known) return known
    const good: Good = { posted: new Tally(), reported: new Tally(), dims, docs: nothing, facts: nothing }
    this.#byOperation.set(dims, good)
    return good
  }
}

function violationOf(
  evidence: Evidence,
  order: ProductionOrder,
  before: readonly [string, Good],
  after: readonly [string, Good],
  unit: string,
): Violation {
  const [earlier, from] = before
  const [later, to] = after
  const facts = [...from.facts, ...to.facts]
  return {
    reason: 'more-than-predecessor',
    message:
      `Order ${order.id}: operation ${later} has ${to.posted.quantity} ${unit} good, ` +
      `more than the ${from.posted.quantity} ${unit} that operation ${earlier} handed on; ` +
      `by the MES it is ${to.reported.quantity} ${unit} after ${from.reported.quantity} ${unit}.`,
    badness: quantityToNumber(subtractQuantities(to.posted.quantity, from.posted.quantity)),
    records: recordsOf(evidence, { facts, docs: [...from.docs, ...to.docs] }),
    eids: facts.map((fact) => fact.eid),
  }
}

/** Number 18: for sequential routings, and only where the source itself handed on what came after. */
export const operationPredecessorBalance: Check = {
  number: 18,
  name: 'operation-predecessor-balance',
  class: 'L',
  title: 'An operation has no more good quantity than the one before it handed on.',
  provenBy: [],
  begin(evidence) {
    return {
      end() {
        const found = new Collector()
        const sequential = evidence.header.plan.master.orders.filter((order) => order.routing === 'sequential')
        // Without such an order there is nothing to sum up.
        if (sequential.length === 0) return { judged: 0, violations: found.done() }
        const goods = new Goods(evidence)
        const tolerances = new Tolerances(evidence.header.plan)
        const units = new Map(evidence.header.plan.master.items.map((item) => [item.id, item.baseUnit]))
        let judged = 0
        for (const order of sequential) {
          const steps = order.operations.map(({ id }) => [id, goods.of(`erp|yield|${order.plant}|${order.id}|${id}`)] as const)
          for (const [index, after] of steps.entries()) {
            const before = steps[index - 1]
            if (!before || after[1].docs.length === 0 || ![...before[1].facts, ...after[1].facts].some((fact) => fact.covered)) continue
            judged += 1
            const excess = subtractQuantities(after[1].posted.quantity, before[1].posted.quantity)
            const own = subtractQuantities(after[1].reported.quantity, before[1].reported.quantity)
            const tolerance = tolerances.of(after[1].dims, after[1].docs.length + before[1].docs.length)
            if (compareQuantities(excess, tolerance) <= 0 || compareQuantities(excess, addQuantities(own, tolerance)) <= 0) continue
            found.add(violationOf(evidence, order, before, after, units.get(order.item) ?? ''))
          }
        }
        const violations = found.done()
        const enforced = evidence.header.systems.erp?.enforce['operation_predecessor'] === true && violations.count === 0
        return {
          judged,
          violations,
          ...(enforced && { notJudged: 'enforced by the ERP: it refuses what the operation before did not hand on' }),
        }
      },
    }
  },
}
