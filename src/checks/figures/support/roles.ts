import type { SystemName } from '../../../domain/names.js'

// Who is who in a factory: a figure asks for the part that a system plays, and a landscape without it has nothing to count.

/** Keeps production orders, book stock and bills of material. */
export const ledger: SystemName = 'erp'
/** Makes things by them. */
export const floor: SystemName = 'mes'
/** Keeps what lies in bins. */
export const warehouse: SystemName = 'wms'
