import type { MasterData, ProductionOrder } from '../../domain/master.js'

/** Production orders by plant and number, without a key to be put together for every look. */
export class OrderBook {
  readonly #byPlant = new Map<string, Map<string, ProductionOrder>>()

  constructor(master: Pick<MasterData, 'orders'>) {
    for (const order of master.orders) {
      const ofPlant = this.#byPlant.get(order.plant)
      if (ofPlant) ofPlant.set(order.id, order)
      else this.#byPlant.set(order.plant, new Map([[order.id, order]]))
    }
  }

  find(plant: string, order: string): ProductionOrder | undefined {
    return this.#byPlant.get(plant)?.get(order)
  }
}
