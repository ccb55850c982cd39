import type { Item } from './master.js'
import { divideQuantities, multiplyQuantities, roundQuantity, type Quantity } from './quantity.js'

/** A quantity in the item's base unit, exact before rounding; `undefined` when the item does not know the unit. */
export function toBaseUnit(item: Item, quantity: Quantity, unit: string): Quantity | undefined {
  if (unit === item.baseUnit) return roundQuantity(quantity, item.decimals)
  const conversion = item.conversions.find((candidate) => candidate.unit === unit)
  if (!conversion) return undefined
  return divideQuantities(multiplyQuantities(quantity, conversion.numerator), conversion.denominator, item.decimals)
}

/** Half a unit in the last place that the sink keeps: the tolerance of one posting. */
export function postingTolerance(decimals: number): Quantity {
  return decimals <= 0 ? '0.5' : `0.${'0'.repeat(decimals)}5`
}
