import { limits } from '../../domain/limits.js'
import type { MasterData, ProductionOrder } from '../../domain/master.js'
import type { PublishedEvent } from '../contract.js'

const confirmationType = 'org.mfgsync.mes.confirmation.reported.v1'

/** What the MES is asked, whatever the dialect. */
export type MesInput =
  /** `after`: a cursor as it was handed out, empty for the start. */
  | { readonly operation: 'event.feed'; readonly after: string; readonly limit?: number }
  | { readonly operation: 'order.query' }
  | { readonly operation: 'order.read'; readonly order: string }
  | { readonly operation: 'confirmation.read'; readonly number: string }

export type MesOrder = Pick<ProductionOrder, 'id' | 'plant' | 'item' | 'quantity' | 'operations'> & { readonly unit: string }

/** What the MES found, before a dialect puts it into bytes. */
export type MesReply =
  | {
      readonly reply: 'page'
      readonly after: number
      readonly upTo: number
      readonly latest: number
      readonly events: readonly PublishedEvent[]
    }
  | { readonly reply: 'orders'; readonly orders: readonly MesOrder[] }
  | { readonly reply: 'order'; readonly order: MesOrder }
  | { readonly reply: 'event'; readonly event: PublishedEvent }
  | {
      readonly reply: 'refused'
      readonly code: MesRefusalCode
      readonly message: string
      readonly details: Readonly<Record<string, string>>
    }
type MesRefusalCode = 'UNKNOWN_CURSOR' | 'UNKNOWN_ORDER' | 'UNKNOWN_CONFIRMATION'

/** The MES: a feed of what happened, and the orders that were dispatched to the shop floor. It is written to by nobody. */
export class MesBehaviour {
  readonly #feed: PublishedEvent[] = []
  readonly #confirmations = new Map<string, PublishedEvent>()
  readonly #orders: ReadonlyMap<string, MesOrder>
  readonly #facts = new Set<string>()

  constructor(master: MasterData) {
    const units = new Map(master.items.map((item) => [item.id, item.baseUnit]))
    this.#orders = new Map(master.orders.map((order) => [order.id, { ...order, unit: units.get(order.item) ?? '' }]))
  }

  /** Appends to the feed. A fact that is delivered again stands there again, under a new cursor. */
  publish(event: PublishedEvent): void {
    this.#feed.push(event)
    this.#facts.add(event.eid)
    if (event.type === confirmationType) this.#confirmations.set(event.key, event)
  }

  execute(input: MesInput): MesReply {
    switch (input.operation) {
      case 'event.feed':
        return this.#page(input.after, input.limit)
      case 'order.query':
        return { reply: 'orders', orders: [...this.#orders.values()] }
      case 'order.read': {
        const order = this.#orders.get(input.order)
        return order
          ? { reply: 'order', order }
          : refused('UNKNOWN_ORDER', `There is no production order ${input.order}.`, { order: input.order })
      }
      case 'confirmation.read': {
        const event = this.#confirmations.get(input.number)
        if (event) return { reply: 'event', event }
        return refused('UNKNOWN_CONFIRMATION', `No confirmation ${input.number} was reported so far.`, { confirmation: input.number })
      }
    }
  }

  snapshot(): Readonly<Record<string, unknown>> {
    return { feed: { entries: this.#feed.length, facts: this.#facts.size } }
  }

  #page(cursor: string, limit: number = limits.feed_page_count_max): MesReply {
    const latest = this.#feed.length
    const after = cursor === '' ? 0 : /^\d{1,15}$/.test(cursor) ? Number(cursor) : Number.NaN
    if (!(after <= latest)) {
      return refused('UNKNOWN_CURSOR', `The feed has no cursor ${cursor}; the newest is ${latest}.`, {
        after: cursor,
        latest: String(latest),
      })
    }
    const events = this.#feed.slice(after, after + Math.min(limit, limits.feed_page_count_max))
    return { reply: 'page', after, upTo: after + events.length, latest, events }
  }
}

function refused(code: MesRefusalCode, message: string, details: Readonly<Record<string, string>>): MesReply {
  return { reply: 'refused', code, message, details }
}
