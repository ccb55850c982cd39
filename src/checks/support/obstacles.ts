import { acceptsPostings, orderStatuses, type OrderStatus } from '../../domain/order-status.js'
import type { Evidence } from '../../journal/evidence.js'
import type { FactState } from '../../journal/evidence-types.js'
import type { JournalRecord } from '../../journal/records.js'
import { showsExceptions } from './scope.js'

function isOrderStatus(text: string): text is OrderStatus {
  return orderStatuses.some((status) => status === text)
}

/** The status of every production order as the journal goes on, by plant and number: the same number in another plant is another order. */
export class OrderStatuses {
  readonly #statuses = new Map<string, OrderStatus>()

  constructor(evidence: Evidence) {
    for (const order of evidence.header.plan.master.orders) this.#statuses.set(`${order.plant}|${order.id}`, order.status)
  }

  /** Takes in a change of status, and gives the one before, as far as it is known. */
  on(record: JournalRecord): OrderStatus | undefined {
    if (record.kind !== 'effect' || record.what !== 'state' || record.field !== 'status' || record.docKind !== 'order') return undefined
    const order = record.order ?? record.entity.replace(/^order:/, '')
    const key = `${record.plant}|${order}`
    const before = this.#statuses.get(key)
    if (isOrderStatus(record.after)) this.#statuses.set(key, record.after)
    return before
  }

  of(plant: string, order: string): OrderStatus | undefined {
    return this.#statuses.get(`${plant}|${order}`)
  }
}

/**
 * Whether something lasting stood in the way of posting a fact: a definite business refusal, an order that takes no postings, or, for
 * a cancellation, an original that has nothing to cancel. Only then may an exception take the place of a posting.
 */
export function wasObstructed(evidence: Evidence, statuses: OrderStatuses, fact: FactState): boolean {
  if (evidence.hasObstacle(fact)) return true
  const status = statuses.of(fact.plant, fact.order)
  if (status !== undefined && !acceptsPostings(status)) return true
  if (fact.reverses === '') return false
  const original = evidence.facts.get(fact.reverses)
  return original === undefined || original.docs.length === 0
}

/** Where exceptions cannot be seen, a fact that met an obstacle may have been handed to people all the same: nobody can tell. */
export function mayBeExceptedUnseen(evidence: Evidence, statuses: OrderStatuses, fact: FactState): boolean {
  return evidence.header.target.exceptions === 'none' && wasObstructed(evidence, statuses, fact)
}

/** Whether an exception was open for the fact when something else happened. Where exceptions cannot be seen, a refusal stands for it. */
export function wasExceptedAt(evidence: Evidence, fact: FactState, seq: number): boolean {
  for (const xid of fact.exceptions) {
    const exception = evidence.exceptions.get(xid)
    if (exception && exception.opened.seq < seq) return true
  }
  if (showsExceptions(evidence)) return false
  return fact.refusals.some((refusal) => refusal.answerClass === 'business' && refusal.seq < seq)
}
