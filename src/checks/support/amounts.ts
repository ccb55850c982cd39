import { compareQuantities, type Quantity } from '../../domain/quantity.js'

/** A quantity, and the same in millionths: NaN where that is not exact. */
export interface Amount {
  readonly quantity: Quantity
  readonly millionths: number
}

/** Compared in millionths where both have them, else exactly. */
export function isAbove(amount: Amount, limit: Amount): boolean {
  const difference = amount.millionths - limit.millionths
  return Number.isNaN(difference) ? compareQuantities(amount.quantity, limit.quantity) > 0 : difference > 0
}
