import type { Measure } from './contract.js'

/** What may be used on the shop floor of a lot. Signed: a correction takes back. */
export const available: Measure = {
  name: 'available',
  by: ['plant', 'item', 'lot'],
  moves: 0,
  unit: 'item',
  verb: 'reported as available',
  noun: 'available quantity',
  signed: { positive: 'reported as available', negative: 'taken back from what is available' },
}

/** What the shop floor took of it. */
export const consumed: Measure = {
  name: 'consumed',
  by: ['plant', 'order', 'item', 'lot'],
  moves: 0,
  unit: 'item',
  verb: 'consumed',
  noun: 'consumption',
}
