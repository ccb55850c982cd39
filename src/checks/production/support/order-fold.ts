import { orderStatuses, type OrderStatus } from '../../../domain/order-status.js'
import type { Evidence } from '../../../journal/evidence.js'
import type { FactState } from '../../../journal/evidence-types.js'
import type { JournalRecord } from '../../../journal/records.js'
import type { Violation } from '../../contract.js'
import { ownersOf } from '../../owners.js'
import { counted, isFinal, keysOf, recordsOf, systemTitle, WordMap } from '../../support/index.js'
import { OrderBook } from './orders.js'
import { OrderStatuses } from './order-statuses.js'

const decidedByPeople = new Set<OrderStatus>(['created', 'technically-complete', 'closed'])

/** All facts of one order. */
interface OrderFacts {
  readonly plant: string
  readonly order: string
  readonly facts: FactState[]
  /** More than one end is right. */
  isOpen: boolean
}

/**
 * What the facts of an order add up to: confirmed once every step is confirmed finally. Orders whose status was never written are left
 * out.
 */
export class OrderFold {
  readonly hears = ['effect.state'] as const
  readonly #evidence: Evidence
  readonly #statuses: OrderStatuses
  /** Systems that the status of an order was written in. */
  readonly #written = new WordMap<Set<string>>()

  constructor(evidence: Evidence) {
    this.#evidence = evidence
    this.#statuses = new OrderStatuses(evidence)
  }

  on(record: JournalRecord): void {
    const change = this.#statuses.on(record)
    if (change) this.#written.getOr([change.record.plant, change.order], () => new Set()).add(change.record.system)
  }

  /** One result for each order whose facts leave only one end open. `isCertain`: nothing but a posting can come of the fact. */
  *judge(isCertain: (fact: FactState) => boolean): Generator<{ readonly violation?: Violation; readonly owner?: string }> {
    const orders = new OrderBook(this.#evidence.header.plan.master)
    for (const { plant, order, facts, isOpen } of this.#ordersOf(isCertain)) {
      const steps = orders.find(plant, order)?.routingSteps.map(({ id }) => id)
      const reports = facts.filter(isReport)
      if (isOpen || !steps || reports.length === 0) continue
      for (const system of this.#written.get([plant, order]) ?? []) {
        const actual = this.#statuses.of(system, plant, order)
        if (actual === undefined || decidedByPeople.has(actual)) continue
        const finished = new Set(reports.filter(isFinal).map((fact) => fact.dims['routingStep']))
        const expected = steps.every((step) => finished.has(step)) ? 'confirmed' : 'partially-confirmed'
        if (actual === expected) yield {}
        else {
          const violation = this.#violation(system, order, reports, steps.length, actual, expected)
          const owner = this.#ownerOf(system, plant, order)
          yield { violation, ...(owner !== undefined && { owner }) }
        }
      }
    }
  }

  /** The check that owns what was posted to the order, or kept from it. */
  #ownerOf(system: string, plant: string, order: string): string | undefined {
    const misplaced = ownersOf(this.#evidence).all.find(({ posting, line, facts }) => {
      const isThere = line.dims['order'] === order || facts.some((fact) => fact.dims['order'] === order)
      return isThere && posting.system === system && posting.plant === plant
    })
    return misplaced?.owner
  }

  #ordersOf(isCertain: (fact: FactState) => boolean): readonly OrderFacts[] {
    const found = new WordMap<OrderFacts>()
    for (const fact of this.#evidence.facts.values()) {
      const { plant } = fact
      const { order = '' } = fact.dims
      if (!this.#written.get([plant, order])) continue
      const entry = found.getOr([plant, order], () => ({ plant, order, facts: [], isOpen: false }))
      entry.facts.push(fact)
      if (!isCertain(fact) || fact.reverses !== '') entry.isOpen = true
    }
    return found.made
  }

  #violation(
    system: string,
    order: string,
    reports: readonly FactState[],
    steps: number,
    actual: OrderStatus,
    expected: OrderStatus,
  ): Violation {
    const evidence = this.#evidence
    const finals = reports.filter(isFinal)
    const finished = new Set(finals.map((fact) => fact.dims['routingStep'])).size
    const witnesses = finals.length === 0 ? reports.slice(-2) : finals.slice(-4)
    const source = systemTitle(evidence, witnesses[0]?.source ?? '')
    const did =
      finals.length === 0
        ? `${source} finished none of its operations`
        : `${source} finished ${finished} of its ${counted(steps, 'operation')} (${keysOf(finals)})`
    return {
      reason: orderStatuses.indexOf(actual) < orderStatuses.indexOf(expected) ? 'behind' : 'ahead',
      message: `Order ${order} ended as ${actual} in ${systemTitle(evidence, system)}; ${did}, so it is ${expected}.`,
      badness: 1,
      records: recordsOf(evidence, { facts: witnesses, postings: witnesses.flatMap((fact) => fact.postings.slice(0, 1)) }),
      eids: witnesses.map((fact) => fact.eid),
    }
  }
}

/** It reports on a routing step: what does not (an issue of material) moves no status. */
function isReport(fact: FactState): boolean {
  return fact.expect.some(({ at }) => at.measure.moves === 0 && at.dims['routingStep'] !== undefined)
}
