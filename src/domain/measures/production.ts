import type { Measure } from './contract.js'

const reported = { by: ['plant', 'order', 'routingStep'], moves: 0, unit: 'order-item', verb: 'confirmed' } as const

export const goodYield: Measure = { ...reported, name: 'yield', noun: 'yield' }
export const scrap: Measure = { ...reported, name: 'scrap', verb: 'confirmed as scrap', noun: 'scrap' }
export const rework: Measure = { ...reported, name: 'rework', verb: 'confirmed as rework', noun: 'rework' }
/** Counted: one per routing step that was confirmed finally. */
export const final: Measure = { ...reported, name: 'final', unit: 'none', noun: 'final confirmation', ends: true }
/** Counted: a piece that was made, by its serial number. */
export const serial: Measure = {
  name: 'serial',
  by: ['plant', 'item', 'serial'],
  moves: 0,
  unit: 'none',
  verb: 'made',
  noun: 'serial number',
}
