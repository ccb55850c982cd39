import type { Measure } from './contract.js'

const place = ['plant', 'item', 'lot', 'location', 'stockType'] as const

/** Out of stock, for an order; a reversal negates it. */
export const issue: Measure = {
  name: 'issue',
  by: ['plant', 'order', 'item', 'lot', 'location', 'stockType'],
  moves: -1,
  unit: 'item',
  verb: 'issued',
  noun: 'issue',
}
export const receipt: Measure = { name: 'receipt', by: place, moves: 1, unit: 'item', verb: 'received', noun: 'receipt' }
/** Signed: out is negative, in is positive; two lines of one document. */
export const transfer: Measure = {
  name: 'transfer',
  by: place,
  moves: 1,
  unit: 'item',
  verb: 'moved',
  noun: 'transfer',
  signed: { positive: 'moved in', negative: 'moved out' },
}
/** Signed: what a count corrects. */
export const adjustment: Measure = {
  name: 'adjustment',
  by: place,
  moves: 1,
  unit: 'item',
  verb: 'adjusted',
  noun: 'adjustment',
  signed: { positive: 'found', negative: 'written off' },
}

/** What came of a line of a purchase order, beside where it lies: of that the line is open or complete. */
export const delivery: Measure = {
  name: 'delivery',
  by: ['plant', 'purchaseOrder', 'purchaseOrderLine', 'item'],
  moves: 0,
  unit: 'item',
  verb: 'delivered',
  noun: 'delivery',
}
