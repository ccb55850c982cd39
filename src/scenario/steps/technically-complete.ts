import { statusStep } from './order-status.js'

/** Production is over; late postings are still legal. */
export const technicallyComplete = statusStep(
  'technically-complete',
  'Orders are technically completed in the ERP: production is over, and late postings are still accepted.',
  'technically-complete',
  ['burst', 'heal'],
)
