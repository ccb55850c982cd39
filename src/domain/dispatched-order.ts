import type { Quantity } from './quantity.js'

/** The status of an order on the shop floor, in the order of its life. */
export const floorStatuses = ['dispatched', 'running', 'held', 'completed'] as const
export type FloorStatus = (typeof floorStatuses)[number]

/** What an order is for, as a value: facts and systems make it here, so that equal content is an equal value. */
export function orderValue(item: string, quantity: Quantity, unit: string): string {
  return `${quantity} ${unit} of ${item}`
}
