import { parseQuantity, type Quantity } from '../../domain/quantity.js'

/** One quantity as a source wrote it into a payload, in whatever unit it used. */
export interface SourceQuantity {
  readonly measure: 'yield' | 'scrap' | 'rework' | 'issue'
  readonly quantity: Quantity
  readonly unit: string
  /** For material; confirmed quantities are of the order's item. */
  readonly item?: string
}

/** Every quantity of a payload that can be read; a field that is none is left out. */
export function sourceQuantities(payload: Readonly<Record<string, unknown>>): readonly SourceQuantity[] {
  const found: SourceQuantity[] = []
  for (const measure of ['yield', 'scrap', 'rework'] as const) {
    const field = payload[measure]
    if (typeof field !== 'object' || field === null || !('quantity' in field) || !('unit' in field)) continue
    const quantity = parseQuantity(field.quantity)
    if (quantity !== undefined && typeof field.unit === 'string') found.push({ measure, quantity, unit: field.unit })
  }
  const { item, unit } = payload
  const quantity = parseQuantity(payload['quantity'])
  if (quantity !== undefined && typeof item === 'string' && typeof unit === 'string') found.push({ measure: 'issue', quantity, unit, item })
  return found
}
