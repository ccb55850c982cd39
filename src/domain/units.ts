import type { Item } from './master.js'
import { absoluteQuantity, compareQuantities, divideQuantities, multiplyQuantities, roundQuantity, type Quantity } from './quantity.js'

/** Exact as far as it matters: so many places beyond what a system keeps. */
const morePlaces = 6

/** A quantity in the item's base unit, before anything is rounded; `undefined` when the item does not know the unit. */
export function exactInBaseUnit(item: Item, quantity: Quantity, unit: string): Quantity | undefined {
  return unit === item.baseUnit ? quantity : converted(item, quantity, unit, item.decimals + morePlaces)
}

/** A quantity in the item's base unit, rounded half-up to the decimals that are kept of it. */
export function toBaseUnit(item: Item, quantity: Quantity, unit: string): Quantity | undefined {
  return unit === item.baseUnit ? roundQuantity(quantity, item.decimals) : converted(item, quantity, unit, item.decimals)
}

function converted({ conversions }: Item, quantity: Quantity, unit: string, decimals: number): Quantity | undefined {
  const conversion = conversions.find((candidate) => candidate.unit === unit)
  return conversion && divideQuantities(multiplyQuantities(quantity, conversion.numerator), conversion.denominator, decimals)
}

/** True if so many decimals keep the quantity as it is. */
export function isKept(quantity: Quantity, decimals: number): boolean {
  const point = quantity.indexOf('.')
  return (point < 0 ? 0 : quantity.length - point - 1) <= decimals
}

/** Half a unit in the last place that the sink keeps: the tolerance of one posting. */
export function postingTolerance(decimals: number): Quantity {
  return decimals <= 0 ? '0.5' : `0.${'0'.repeat(decimals)}5`
}

/** True if rounding to so many decimals leaves nothing of it. */
export function roundsAway(quantity: Quantity, decimals: number): boolean {
  return quantity !== '0' && compareQuantities(absoluteQuantity(quantity), postingTolerance(decimals)) < 0
}
