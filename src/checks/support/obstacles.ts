import { localDate } from '../../domain/business-date.js'
import { acceptsPostings, orderStatuses, type OrderStatus } from '../../domain/order-status.js'
import { PostingCalendar } from '../../domain/posting-calendar.js'
import type { Evidence } from '../../journal/evidence.js'
import type { FactState } from '../../journal/evidence-types.js'
import type { JournalRecord } from '../../journal/records.js'
import { showsExceptions } from './scope.js'

function isOrderStatus(text: string): text is OrderStatus {
  return orderStatuses.some((status) => status === text)
}

/** The status of every production order as the journal goes on, by plant and number: the same number in another plant is another order. */
export class OrderStatuses {
  /** By plant, then by number. */
  readonly #statuses = new Map<string, Map<string, OrderStatus>>()

  constructor(evidence: Evidence) {
    for (const order of evidence.header.plan.master.orders) this.#set(order.plant, order.id, order.status)
  }

  #set(plant: string, order: string, status: OrderStatus): void {
    const ofPlant = this.#statuses.get(plant)
    if (ofPlant) ofPlant.set(order, status)
    else this.#statuses.set(plant, new Map([[order, status]]))
  }

  /** Takes in a change of status, and gives the one before, as far as it is known. */
  on(record: JournalRecord): OrderStatus | undefined {
    if (record.kind !== 'effect' || record.what !== 'state' || record.field !== 'status' || record.docKind !== 'order') return undefined
    const order = record.order ?? record.entity.replace(/^order:/, '')
    const before = this.of(record.plant, order)
    if (isOrderStatus(record.after)) this.#set(record.plant, order, record.after)
    return before
  }

  of(plant: string, order: string): OrderStatus | undefined {
    return this.#statuses.get(plant)?.get(order)
  }
}

/** What stands in the way of postings whether or not somebody tries: orders that take none, locks, periods. As the journal goes on. */
export class Obstructions {
  readonly #evidence: Evidence
  readonly #statuses: OrderStatuses
  readonly #locked = new Set<string>()
  readonly #calendar: PostingCalendar

  constructor(evidence: Evidence) {
    this.#evidence = evidence
    this.#statuses = new OrderStatuses(evidence)
    this.#calendar = new PostingCalendar(evidence.header.plan.master.periods)
  }

  on(record: JournalRecord): void {
    if (record.kind !== 'effect' || record.what !== 'state') return
    this.#statuses.on(record)
    if (record.docKind === 'lock') {
      const key = `${record.plant}|${record.order ?? record.entity.replace(/^order:/, '')}`
      if (record.after === 'locked') this.#locked.add(key)
      else this.#locked.delete(key)
    }
    if (record.docKind !== 'period') return
    const id = record.entity.replace(/^period:/, '')
    const slash = id.lastIndexOf('/')
    this.#calendar.set(id.slice(0, slash), id.slice(slash + 1), record.after === 'open')
  }

  /**
   * Whether something lasting stood in the way of posting a fact: a definite business refusal, an order that takes no postings, a period
   * that is closed with no other to post to, or, for a cancellation, an original that has nothing to cancel. Only then may an exception
   * take the place of a posting.
   */
  stoodBefore(fact: FactState): boolean {
    if (this.#evidence.hasObstacle(fact)) return true
    const status = this.#statuses.of(fact.plant, fact.order)
    if (status !== undefined && !acceptsPostings(status)) return true
    if (this.#locked.has(`${fact.plant}|${fact.order}`) || this.#isPeriodClosed(fact)) return true
    if (fact.reverses === '') return false
    const original = this.#evidence.facts.get(fact.reverses)
    return original === undefined || original.docs.length === 0
  }

  /** Where exceptions cannot be seen, a fact that met an obstacle may have been handed to people all the same: nobody can tell. */
  mayHideException(fact: FactState): boolean {
    return this.#evidence.header.target.exceptions === 'none' && (fact.must === 'REJECT' || this.stoodBefore(fact))
  }

  #isPeriodClosed(fact: FactState): boolean {
    const { header } = this.#evidence
    const plant = header.plan.master.plants.find((each) => each.id === fact.plant)
    if (!plant || Number.isNaN(Date.parse(fact.occurredAt))) return false
    const judged = this.#calendar.judge(plant.company, localDate(fact.occurredAt, plant.timeZone))
    if (judged.open !== false) return judged.open === undefined
    return header.systems.erp?.closed_period === 'exception' || judged.nextOpenDate === undefined
  }
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
