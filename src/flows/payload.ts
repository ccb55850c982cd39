import type { MasterData, ProductionOrder } from '../domain/master.js'
import { parseQuantity, type Quantity } from '../domain/quantity.js'
import { toBaseUnit } from '../domain/units.js'

type Payload = Readonly<Record<string, unknown>>

/** A text field of a planned payload; planned payloads are ours, so its absence is a mistake of ours. */
export function text(payload: Payload, field: string): string {
  const value = payload[field]
  if (typeof value !== 'string') throw new Error(`The payload has no text in "${field}".`)
  return value
}

export function orderOf(payload: Payload, master: MasterData): ProductionOrder {
  const id = text(payload, 'order')
  const plant = text(payload, 'plant')
  const order = master.orders.find((candidate) => candidate.id === id && candidate.plant === plant)
  if (!order) throw new Error(`The production order ${id} of plant ${plant} is not in the master data.`)
  return order
}

export interface Measured {
  readonly quantity: Quantity
  readonly unit: string
}

/** A `{quantity, unit}` field of a payload. */
export function quantityOf(payload: Payload, field: string): Measured {
  return measured(payload[field], field)
}

/** Reads `{quantity, unit}`; throws for anything else, which in a planned payload is a mistake of ours. */
export function measured(value: unknown, field: string): Measured {
  const { quantity, unit } = (typeof value === 'object' && value !== null ? value : {}) as { quantity?: unknown; unit?: unknown }
  const parsed = parseQuantity(quantity)
  if (parsed === undefined || typeof unit !== 'string') throw new Error(`The payload has no quantity with a unit in "${field}".`)
  return { quantity: parsed, unit }
}

/** In the item's base unit, rounded half-up to the decimals that the ERP keeps. */
export function toBase(master: MasterData, itemId: string, value: Measured): Quantity {
  const item = master.items.find((candidate) => candidate.id === itemId)
  const quantity = item ? toBaseUnit(item, value.quantity, value.unit) : undefined
  if (quantity === undefined) throw new Error(`The item ${itemId} is not known in ${value.unit}.`)
  return quantity
}
