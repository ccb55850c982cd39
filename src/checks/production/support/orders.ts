import type { Bom, BomLine, MasterData, ProductionOrder } from '../../../domain/master.js'
import { WordMap } from '../../support/index.js'

/** Production orders by plant and number, and what their bills of material say. */
export class OrderBook {
  readonly #orders = new WordMap<ProductionOrder>()
  readonly #boms = new WordMap<Bom>()

  constructor({ orders, boms }: Pick<MasterData, 'orders' | 'boms'>) {
    for (const order of orders) this.#orders.set([order.plant, order.id], order)
    for (const bom of boms) this.#boms.set([bom.plant, bom.item, bom.revision], bom)
  }

  find(plant: string | undefined, order: string | undefined): ProductionOrder | undefined {
    return plant === undefined || order === undefined ? undefined : this.#orders.get([plant, order])
  }

  componentsOf({ plant, item, revision }: ProductionOrder): readonly BomLine[] {
    return this.#boms.get([plant, item, revision])?.lines ?? []
  }
}
