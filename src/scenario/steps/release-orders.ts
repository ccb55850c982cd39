import { statusStep } from './order-status.js'

/** Orders that were dispatched as created get released. */
export const releaseOrders = statusStep(
  'release-orders',
  'Orders that were only created are released in the ERP; from then on postings to them are accepted.',
  'released',
  ['burst', 'heal'],
)
