import { localDate } from '../domain/business-date.js'
import { acceptsPostings, orderStatuses, type OrderStatus } from '../domain/order-status.js'
import { PostingCalendar } from '../domain/posting-calendar.js'
import type { FactState, StateWrite } from './evidence-types.js'
import type { JournalHeader } from './header.js'

/** What has to be known of a journal to see what stands in the way. */
interface Seen {
  readonly header: JournalHeader
  readonly facts: ReadonlyMap<string, FactState>
  hasObstacle(fact: FactState): boolean
}

/**
 * What stands in the way of postings whether or not somebody tries: orders that take none, locks, closed periods. As the journal goes
 * on.
 */
export class Obstructions {
  readonly #evidence: Seen
  /** By plant, then by order. */
  readonly #statuses = new Map<string, Map<string, OrderStatus>>()
  readonly #locked = new Set<string>()
  readonly #calendar: PostingCalendar

  constructor(evidence: Seen) {
    this.#evidence = evidence
    const { orders, periods } = evidence.header.plan.master
    for (const { plant, id, status } of orders) this.#setStatus(plant, id, status)
    this.#calendar = new PostingCalendar(periods)
  }

  see(kind: string, { entity, group, after }: StateWrite): void {
    const { plant = '', order, company = '', period } = entity.dims
    if (kind === 'lock') {
      if (after === 'locked') this.#locked.add(entity.entity)
      else this.#locked.delete(entity.entity)
    } else if (kind === 'period' && period !== undefined) this.#calendar.set(company, period, after === 'open')
    else if (group === 'status' && order !== undefined && isOrderStatus(after)) this.#setStatus(plant, order, after)
  }

  /**
   * Whether something lasting stood in the way of posting a fact: a definite business refusal, an order that takes no postings, a period
   * that is closed with no other to post to, or, for a cancellation, an original that has nothing to cancel. Only then may an exception
   * take the place of a posting.
   */
  stoodBefore(fact: FactState): boolean {
    if (this.#evidence.hasObstacle(fact)) return true
    const { order } = fact.dims
    const status = order === undefined ? undefined : this.#statuses.get(fact.plant)?.get(order)
    if (status !== undefined && !acceptsPostings(status)) return true
    if (this.#locked.has(fact.entity) || this.#isPeriodClosed(fact)) return true
    if (fact.reverses === '') return false
    const original = this.#evidence.facts.get(fact.reverses)
    return original === undefined || original.postings.length === 0
  }

  /** Where exceptions cannot be seen, a fact that met an obstacle may have been handed to people all the same: nobody can tell. */
  mayHideException(fact: FactState): boolean {
    return this.#evidence.header.target.exceptions === 'none' && (fact.must === 'REJECT' || this.stoodBefore(fact))
  }

  #setStatus(plant: string, order: string, status: OrderStatus): void {
    const ofPlant = this.#statuses.get(plant)
    if (ofPlant) ofPlant.set(order, status)
    else this.#statuses.set(plant, new Map([[order, status]]))
  }

  #isPeriodClosed(fact: FactState): boolean {
    const { header } = this.#evidence
    const plant = header.plan.master.plants.find((each) => each.id === fact.plant)
    if (!plant || Number.isNaN(Date.parse(fact.occurredAt))) return false
    const judged = this.#calendar.judge(plant.company, localDate(fact.occurredAt, plant.timeZone))
    if (judged.open !== false) return judged.open === undefined
    const sinks = fact.expect.length > 0 ? fact.expect.map(({ at }) => at.system) : Object.keys(header.systems)
    return judged.nextOpenDate === undefined || sinks.some((sink) => header.systems[sink]?.policies['closed_period'] === 'exception')
  }
}

function isOrderStatus(value: unknown): value is OrderStatus {
  return orderStatuses.some((status) => status === value)
}
