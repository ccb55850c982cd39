import { orderStatuses, type OrderStatus } from '../../../domain/order-status.js'
import type { Evidence } from '../../../journal/evidence.js'
import type { EffectRecord, JournalRecord } from '../../../journal/records.js'
import { WordMap } from '../../support/index.js'

/** A change of an order's status. */
export interface StatusChange {
  readonly record: EffectRecord & { readonly what: 'state' }
  readonly order: string
  readonly before: OrderStatus
  readonly after: OrderStatus
}

function isOrderStatus(value: unknown): value is OrderStatus {
  return orderStatuses.some((status) => status === value)
}

/**
 * The status of every production order as the journal goes on, by system, plant and number: the same number in another plant is another
 * order. A projection of the states of orders.
 */
export class OrderStatuses {
  readonly hears = ['effect.state'] as const
  readonly #opening = new WordMap<OrderStatus>()
  readonly #statuses = new WordMap<OrderStatus>()

  constructor(evidence: Evidence) {
    for (const order of evidence.header.plan.master.orders) this.#opening.set([order.plant, order.id], order.status)
  }

  /** Takes in a write of a status of an order that is known, also one of the same status. */
  on(record: JournalRecord): StatusChange | undefined {
    if (record.kind !== 'effect' || record.what !== 'state' || record.group !== 'status' || record.docKind !== 'order') return undefined
    const { order = '' } = record.dims
    const before = this.of(record.system, record.plant, order)
    if (!isOrderStatus(record.after)) return undefined
    this.#statuses.set([record.system, record.plant, order], record.after)
    return before && { record, order, before, after: record.after }
  }

  of(system: string, plant: string, order: string): OrderStatus | undefined {
    return this.#statuses.get([system, plant, order]) ?? this.#opening.get([plant, order])
  }
}
