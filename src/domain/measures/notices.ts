import type { Measure } from './contract.js'

const notice = { moves: 0, unit: 'none', notice: true } as const
const defect = { by: ['plant', 'order', 'routingStep', 'item'] } as const
const stop = { by: ['plant', 'workCentre'] } as const

/** Counted: what quality is told of, one per confirmation with scrap. */
export const nonconformance: Measure = { ...notice, ...defect, name: 'nonconformance', verb: 'created', noun: 'nonconformance' }

/** How much of it. */
export const defective: Measure = {
  ...notice,
  ...defect,
  name: 'defective',
  unit: 'order-item',
  verb: 'told as defective',
  noun: 'defective quantity',
}

/** Counted: what maintenance is told of, one per stop. */
export const notification: Measure = { ...notice, ...stop, name: 'notification', verb: 'created', noun: 'notification' }

/** How long the stop was. */
export const downtime: Measure = { ...notice, ...stop, name: 'downtime', verb: 'told as downtime', noun: 'downtime minute' }

/** Counted: what purchasing is told of, one per change, component and vendor. */
export const sourcingSignal: Measure = {
  ...notice,
  by: ['change', 'item', 'vendor'],
  name: 'sourcing-signal',
  verb: 'created',
  noun: 'sourcing signal',
}
