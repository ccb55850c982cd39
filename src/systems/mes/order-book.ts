import type { Commit, Projection } from '../../domain/ledger.js'
import type { MasterData, ProductionOrder, RoutingStep } from '../../domain/master.js'
import { Numbered } from '../shared/numbered.js'
import { Undoing } from '../shared/states.js'

/** What the shop floor knows of an order. */
export interface DispatchedOrder {
  readonly master: Pick<ProductionOrder, 'id' | 'plant' | 'item' | 'quantity' | 'revision' | 'routingSteps'>
  readonly unit: string
}

/** Orders of the shop floor: those of the opening, and what was dispatched since. */
export class OrderBook extends Numbered<DispatchedOrder> implements Projection {
  /** By item: its routing, as the shop floor makes it. */
  readonly routings: ReadonlyMap<string, readonly RoutingStep[]>
  readonly #undoing = new Undoing()

  constructor({ items, orders }: Pick<MasterData, 'items' | 'orders'>) {
    const units = new Map(items.map((item) => [item.id, item.baseUnit]))
    super(
      'production order',
      orders.filter(({ undispatched }) => undispatched !== true).map((master) => ({ master, unit: units.get(master.item) ?? '' })),
    )
    this.routings = new Map(orders.map(({ item, routingSteps }) => [item, routingSteps]))
  }

  take(commit: Commit): void {
    const contents = [...(commit.contents?.values() ?? [])] as readonly { readonly dispatched?: DispatchedOrder }[]
    this.#undoing.keep(
      commit,
      contents.flatMap(({ dispatched }) => (dispatched ? this.put(dispatched) : [])),
    )
  }

  takeBack(commit: Commit): void {
    this.#undoing.undo(commit)
  }
}
