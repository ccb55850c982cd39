import type { StatusMapping } from '../../domain/master.js'

/**
 * What the words of ERP and MES for the status of an order are to one another. Work that is done is confirmed: to complete an order
 * technically, and to close it, is for people. An order on hold is nothing to the ERP.
 */
export const statusMap: readonly StatusMapping[] = [
  { from: 'erp', status: 'created', to: 'mes' },
  { from: 'erp', status: 'released', to: 'mes', becomes: 'dispatched' },
  { from: 'erp', status: 'partially-confirmed', to: 'mes', becomes: 'running' },
  { from: 'erp', status: 'confirmed', to: 'mes', becomes: 'completed' },
  { from: 'erp', status: 'technically-complete', to: 'mes', becomes: 'completed' },
  { from: 'erp', status: 'closed', to: 'mes', becomes: 'completed' },
  { from: 'mes', status: 'dispatched', to: 'erp', becomes: 'released' },
  { from: 'mes', status: 'running', to: 'erp', becomes: 'partially-confirmed' },
  { from: 'mes', status: 'held', to: 'erp' },
  { from: 'mes', status: 'completed', to: 'erp', becomes: 'confirmed' },
]
