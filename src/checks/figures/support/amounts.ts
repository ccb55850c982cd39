import { addQuantities, isZeroQuantity, type Quantity } from '../../../domain/quantity.js'
import type { Evidence } from '../../../journal/evidence.js'
import type { NetGroup } from '../../../journal/net-groups.js'
import { WordMap } from '../../support/index.js'

/** Amounts by what they are of, as a text: `10 EA yield, 2 EA scrap`. */
export class Amounts {
  readonly #sums = new WordMap<{ readonly noun: string; readonly unit: string; sum: Quantity }>()
  readonly #evidence: Evidence

  constructor(evidence: Evidence) {
    this.#evidence = evidence
  }

  /** Counted things are no amounts. */
  add({ measure, dims }: NetGroup, quantity: Quantity): void {
    if (measure.unit === 'none') return
    const unit = this.#unitOf(measure.unit, dims)
    const place = dims['item'] === undefined ? '' : ` of ${dims['item']}`
    const row = this.#sums.getOr([measure.noun + place, unit], () => ({ noun: measure.noun + place, unit, sum: '0' }))
    row.sum = addQuantities(row.sum, quantity)
  }

  toString(): string {
    const told = this.#sums.made.filter(({ sum }) => !isZeroQuantity(sum))
    return told.map(({ noun, unit, sum }) => `${[sum, unit].filter((word) => word !== '').join(' ')} ${noun}`).join(', ')
  }

  #unitOf(of: NetGroup['measure']['unit'], dims: NetGroup['dims']): string {
    const { items, orders } = this.#evidence.header.plan.master
    const order = orders.find(({ id, plant }) => id === dims['order'] && (dims['plant'] ?? plant) === plant)
    const item = of === 'item' ? dims['item'] : order?.item
    return items.find(({ id }) => id === item)?.baseUnit ?? ''
  }
}
