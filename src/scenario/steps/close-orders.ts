import { statusStep } from './order-status.js'

/** The books of an order are closed: what is reported after it belongs to people. */
export const closeOrders = statusStep(
  'close-orders',
  'Orders are closed in the ERP: postings to them are refused for good, and facts reported after it must end as exceptions.',
  'closed',
  ['burst', 'heal'],
)
