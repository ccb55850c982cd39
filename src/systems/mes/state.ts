import { Ledger } from '../../domain/ledger.js'
import type { MasterData, ProductionOrder } from '../../domain/master.js'
import type { PublishedEvent, SystemSettings } from '../contract.js'
import type { SystemState } from '../operation.js'
import { EventLog } from '../shared/feed.js'
import { Numbered } from '../shared/numbered.js'

export interface DispatchedOrder {
  readonly master: ProductionOrder
  readonly unit: string
}

/** The MES in a run: what happened on the shop floor, the orders that were dispatched to it, and what others tell it. */
export class Mes implements SystemState {
  readonly log = new EventLog()
  readonly ledger: Ledger
  readonly orders: Numbered<DispatchedOrder>

  constructor(
    readonly settings: SystemSettings,
    opening: MasterData,
  ) {
    const { items, orders } = opening
    const units = new Map(items.map((item) => [item.id, item.baseUnit]))
    const dispatchedOrders = orders.map((master) => ({ master, unit: units.get(master.item) ?? '' }))
    this.orders = new Numbered('production order', dispatchedOrders)
    this.ledger = new Ledger([])
  }

  publish(published: PublishedEvent): void {
    this.log.publish(published)
  }
}
