import { multiplyQuantities, type Quantity } from '../domain/quantity.js'
import { postingTolerance } from '../domain/units.js'
import type { JournalPlan } from './header.js'
import type { NetGroup } from './net-groups.js'

/** Half a unit in the last place per posting, where a conversion or a rate cannot be kept exactly; else nothing. */
export class Tolerances {
  readonly #byItem = new Map<string, Quantity>()
  /** By plant, then by order. */
  readonly #itemOfOrder = new Map<string, Map<string, string>>()

  constructor({ master }: JournalPlan) {
    const decimalsOf = new Map(master.items.map((item) => [item.id, item.decimals]))
    const inexact = new Set<string>()
    for (const item of master.items) {
      if (item.conversions.some((conversion) => conversion.denominator !== '1')) inexact.add(item.id)
    }
    for (const line of master.boms.flatMap((bom) => bom.lines)) {
      const places = line.rate.split('.')[1]?.length ?? 0
      const item = master.items.find((candidate) => candidate.id === line.item)
      if (line.unit !== item?.baseUnit || places > (decimalsOf.get(line.item) ?? 0)) inexact.add(line.item)
    }
    for (const id of inexact) this.#byItem.set(id, postingTolerance(decimalsOf.get(id) ?? 0))
    if (inexact.size === 0) return
    for (const { plant, id, item } of master.orders) {
      const ofPlant = this.#itemOfOrder.get(plant)
      if (ofPlant) ofPlant.set(id, item)
      else this.#itemOfOrder.set(plant, new Map([[id, item]]))
    }
  }

  /** Tolerance of a sum over so many postings. */
  of({ measure, dims }: Pick<NetGroup, 'measure' | 'dims'>, postings: number): Quantity {
    if (this.#byItem.size === 0 || measure.unit === 'none') return '0'
    const item = measure.unit === 'item' ? dims['item'] : this.#itemOfOrder.get(dims['plant'] ?? '')?.get(dims['order'] ?? '')
    const one = item === undefined ? undefined : this.#byItem.get(item)
    return one === undefined ? '0' : multiplyQuantities(one, String(Math.max(1, postings)))
  }
}
