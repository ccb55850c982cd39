import { orderStatuses, type OrderStatus } from '../domain/order-status.js'
import type { Evidence } from '../journal/evidence.js'
import type { FactState } from '../journal/evidence-types.js'
import { Collector } from './collector.js'
import type { Check, Violation } from './contract.js'
import { OrderStatuses } from './support/obstacles.js'
import { hadItsChance } from './support/scope.js'
import { recordsOf } from './support/trail.js'
import { counted, keysOf } from './support/words.js'

/** All facts of one order, or nothing where the set of legal end states is more than one. */
function factsByOrder(evidence: Evidence): Map<string, FactState[]> {
  const found = new Map<string, FactState[]>()
  const open = new Set<string>()
  for (const fact of evidence.facts.values()) {
    if (fact.order === '') continue
    const key = `${fact.plant}|${fact.order}`
    const facts = found.get(key)
    if (facts) facts.push(fact)
    else found.set(key, [fact])
    // People have it, or may have it, or it was taken back: more than one end is right.
    const certain =
      fact.must === 'POST' &&
      hadItsChance(evidence, fact) &&
      !evidence.isExcepted(fact) &&
      !evidence.hasObstacle(fact) &&
      fact.reverses === ''
    if (!certain) open.add(key)
  }
  for (const key of open) found.delete(key)
  return found
}

/** The status that the facts of an order add up to: confirmed once every operation is confirmed finally. */
function foldOf(operations: readonly string[], facts: readonly FactState[]): OrderStatus {
  const final = new Set(facts.filter((fact) => fact.final).map((fact) => fact.operation))
  return operations.every((operation) => final.has(operation)) ? 'confirmed' : 'partially-confirmed'
}

function violationOf(
  evidence: Evidence,
  order: string,
  facts: readonly FactState[],
  operations: readonly string[],
  actual: OrderStatus,
  expected: OrderStatus,
): Violation {
  const finals = facts.filter((fact) => fact.final)
  const finished = new Set(finals.map((fact) => fact.operation)).size
  const source =
    finals.length === 0
      ? 'the MES finished none of its operations'
      : `the MES finished ${finished} of its ${counted(operations.length, 'operation')} (${keysOf(finals)})`
  const witnesses = finals.length === 0 ? facts.slice(-2) : finals.slice(-4)
  return {
    reason: orderStatuses.indexOf(actual) < orderStatuses.indexOf(expected) ? 'behind' : 'ahead',
    message: `Order ${order} ended as ${actual} in the ERP; ${source}, so it is ${expected}.`,
    badness: 1,
    records: recordsOf(evidence, { facts: witnesses, docs: witnesses.flatMap((fact) => fact.docs.slice(0, 1)) }),
    eids: witnesses.map((fact) => fact.eid),
  }
}

/**
 * Number 13: the one state that confirmations add up to is the status of their order. Judged where only one end is right: every fact
 * handed over, none with people, none taken back, the order neither completed technically nor closed meanwhile. An order whose status
 * nothing has moved has no state to judge: that its facts are missing is the affair of `every-event-accounted`.
 */
export const finalStateConverges: Check = {
  number: 13,
  name: 'final-state-converges',
  class: 'L',
  title: 'The state of an order in the ERP is what its facts add up to.',
  provenBy: [],
  begin(evidence) {
    const statuses = new OrderStatuses(evidence)
    const written = new Set<string>()
    return {
      hears: ['effect.state'],
      on(record) {
        if (statuses.on(record) !== undefined && record.kind === 'effect') written.add(`${record.plant}|${record.order ?? ''}`)
      },
      end() {
        const found = new Collector()
        const operationsOf = new Map(
          evidence.header.plan.master.orders.map((order) => [`${order.plant}|${order.id}`, order.operations.map(({ id }) => id)]),
        )
        let judged = 0
        for (const [key, facts] of factsByOrder(evidence)) {
          const operations = operationsOf.get(key)
          const actual = statuses.of(facts[0]?.plant ?? '', facts[0]?.order ?? '')
          const confirmations = facts.filter((fact) => fact.flow === 'confirmation')
          if (!operations || actual === undefined || confirmations.length === 0 || !written.has(key)) continue
          if (actual === 'technically-complete' || actual === 'closed' || actual === 'created') continue
          judged += 1
          const expected = foldOf(operations, confirmations)
          if (actual !== expected) found.add(violationOf(evidence, facts[0]?.order ?? '', confirmations, operations, actual, expected))
        }
        return { judged, violations: found.done() }
      },
    }
  },
}
