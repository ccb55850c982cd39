import { localDate } from '../domain/business-date.js'
import type { SystemName } from '../domain/names.js'
import { acceptsPostings, orderStatuses, type OrderStatus } from '../domain/order-status.js'
import { PostingCalendar } from '../domain/posting-calendar.js'
import { postingZoneOf } from '../domain/posting-zone.js'
import type { FactState, StateWrite } from './evidence-types.js'
import type { ForEver } from './for-ever.js'
import type { JournalHeader } from './header.js'

/** What has to be known of a journal to see what stands in the way. */
interface Seen {
  readonly header: JournalHeader
  readonly facts: ReadonlyMap<string, FactState>
  hasObstacle(fact: FactState, before?: number): boolean
  isExcepted(fact: FactState): boolean
  predecessorsOf(fact: FactState): readonly FactState[]
  readonly forEver: ForEver
}

/** What one system was seen to have changed by itself: another one's locks and periods are nothing to it. */
interface Changed {
  /** By plant, then by order. */
  readonly statuses: Map<string, Map<string, OrderStatus>>
  /** Entities. */
  readonly locked: Set<string>
  readonly calendar: PostingCalendar
}

/** What stands in the way of postings, as the journal goes on: by the twin's word, or, without one, by what was seen to change. */
export class Obstructions {
  readonly #evidence: Seen
  readonly #opening: Changed
  readonly #changed = new Map<SystemName, Changed>()

  constructor(evidence: Seen) {
    this.#evidence = evidence
    this.#opening = this.#opened()
    for (const { plant, id, status } of evidence.header.plan.master.orders) setStatus(this.#opening, plant, id, status)
  }

  see(kind: string, { entity, group, after }: StateWrite): void {
    const { plant = '', order, company = '', period } = entity.dims
    if (kind === 'lock') {
      const { locked } = this.#of(entity.system)
      if (after === 'locked') locked.add(entity.entity)
      else locked.delete(entity.entity)
    } else if (kind === 'period' && period !== undefined) this.#of(entity.system).calendar.set(company, period, after === 'open')
    else if (group === 'status' && order !== undefined && isOrderStatus(after)) setStatus(this.#of(entity.system), plant, order, after)
  }

  /**
   * Whether something lasting stood in the way of posting a fact where it has to be posted, before a record of the journal: what would have
   * stopped a perfect integration too; an original that has nothing to cancel; a fact before it in its sequence that people have for such a
   * reason, and behind which it is held. Only then may an exception take the place of a posting.
   */
  stoodBefore(fact: FactState, before = Number.POSITIVE_INFINITY): boolean {
    if (this.#evidence.forEver.struck(fact, before)) return true
    if (this.#evidence.hasObstacle(fact, before) || this.#hasNothingToCancel(fact) || this.#isHeldBack(fact, before)) return true
    return this.#evidence.header.twin !== true && this.#isShut(fact)
  }

  #hasNothingToCancel({ reverses }: FactState): boolean {
    if (reverses === '') return false
    const original = this.#evidence.facts.get(reverses)
    return original === undefined || original.postings.length === 0
  }

  /** Behind one that people have for a reason: to go on without it would be out of order. */
  #isHeldBack(fact: FactState, before: number): boolean {
    if (fact.sequenceKey === '') return false
    return this.#evidence.predecessorsOf(fact).some((earlier) => {
      const stopped = earlier.must === 'REJECT' || this.#evidence.hasObstacle(earlier, before)
      return stopped && earlier.postings.length === 0 && (this.#evidence.isExcepted(earlier) || earlier.givenUp)
    })
  }

  /**
   * Without a twin: an order that takes no postings, a lock, a period that is closed with no other to post to, as the journal shows them,
   * whoever brought that about.
   */
  #isShut(fact: FactState): boolean {
    const dated = fact.expect.map(({ at }) => at.system)
    const written = fact.states.map(({ entity }) => entity.system)
    // A fact that obliges nothing might have been meant for any system.
    const every = dated.length + written.length > 0 ? undefined : Object.keys(this.#evidence.header.systems)
    if ([...new Set(every ?? [...dated, ...written])].some((sink) => this.#isShutIn(sink, fact))) return true
    // States have no posting date.
    return this.#isPeriodClosed(fact, new Set(every ?? dated))
  }

  /** Where exceptions cannot be seen, a fact that met an obstacle may have been handed to people all the same: nobody can tell. */
  mayHideException(fact: FactState): boolean {
    const mayEndThere = fact.must === 'REJECT' || fact.must === 'EITHER'
    return this.#evidence.header.target.exceptions === 'none' && (mayEndThere || this.stoodBefore(fact))
  }

  #opened(): Changed {
    return { statuses: new Map(), locked: new Set(), calendar: new PostingCalendar(this.#evidence.header.plan.master.periods) }
  }

  #of(system: SystemName): Changed {
    let changed = this.#changed.get(system)
    if (!changed) this.#changed.set(system, (changed = this.#opened()))
    return changed
  }

  /** The order of the fact takes no postings there, or the fact's entity is locked there. */
  #isShutIn(sink: SystemName, { entity, plant, dims: { order } }: FactState): boolean {
    if (this.#changed.get(sink)?.locked.has(entity)) return true
    const status = order === undefined ? undefined : this.#statusIn(sink, plant, order)
    return status !== undefined && !acceptsPostings(status)
  }

  /** A system that never changed a status keeps none: what an order opened with counts for it until one that does keep them changes it. */
  #statusIn(sink: SystemName, plant: string, order: string): OrderStatus | undefined {
    const statusOf = ({ statuses }: Changed): OrderStatus | undefined => statuses.get(plant)?.get(order)
    const own = this.#changed.get(sink)
    const status = own && statusOf(own)
    if (status !== undefined) return status
    const keepsNone = own === undefined || own.statuses.size === 0
    if (keepsNone && [...this.#changed.values()].some((other) => statusOf(other) !== undefined)) return undefined
    return statusOf(this.#opening)
  }

  #isPeriodClosed(fact: FactState, sinks: ReadonlySet<SystemName>): boolean {
    const { header } = this.#evidence
    const plant = header.plan.master.plants.find((each) => each.id === fact.plant)
    if (!plant || sinks.size === 0 || Number.isNaN(Date.parse(fact.occurredAt))) return false
    return [...sinks].some((sink) => {
      const zone = postingZoneOf(header.plan.master, header.systems[sink]?.policies, plant.id) ?? plant.timeZone
      const date = localDate(fact.occurredAt, zone)
      const judged = (this.#changed.get(sink) ?? this.#opening).calendar.judge(plant.company, date)
      if (judged.open !== false) return judged.open === undefined
      return judged.nextOpenDate === undefined || header.systems[sink]?.policies['closed_period'] === 'exception'
    })
  }
}

function setStatus({ statuses }: Changed, plant: string, order: string, status: OrderStatus): void {
  const ofPlant = statuses.get(plant)
  if (ofPlant) ofPlant.set(order, status)
  else statuses.set(plant, new Map([[order, status]]))
}

function isOrderStatus(value: unknown): value is OrderStatus {
  return orderStatuses.some((status) => status === value)
}
