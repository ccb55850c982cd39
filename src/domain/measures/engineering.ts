import type { Measure } from './contract.js'

/** Counted: bills of material that were created, one per plant, item and revision. */
export const billOfMaterial: Measure = {
  name: 'bom',
  by: ['plant', 'item', 'revision'],
  moves: 0,
  unit: 'none',
  verb: 'created',
  noun: 'bill of material',
}

/** Counted: changes of the revision of an order, one per order and change. */
export const orderChange: Measure = {
  name: 'order-change',
  by: ['plant', 'order'],
  moves: 0,
  unit: 'none',
  verb: 'made',
  noun: 'change of the revision',
}
