/** The status of a production order, in the order of its life. */
export const orderStatuses = ['created', 'released', 'partially-confirmed', 'confirmed', 'technically-complete', 'closed'] as const
export type OrderStatus = (typeof orderStatuses)[number]

/**
 * The automaton: from each status, where it may go. `technically-complete → confirmed` and the like are not here: going back
 * takes a revoke, which no shipped system offers yet. A reversal may lead from confirmed back to partially confirmed or released.
 */
const orderTransitions: Readonly<Record<OrderStatus, readonly OrderStatus[]>> = {
  created: ['released'],
  released: ['partially-confirmed', 'confirmed', 'technically-complete'],
  'partially-confirmed': ['confirmed', 'released', 'technically-complete'],
  confirmed: ['partially-confirmed', 'released', 'technically-complete'],
  'technically-complete': ['closed'],
  closed: [],
}

/** Postings are legal from release on, also after technical completion; not before, and not once closed. */
export function acceptsPostings(status: OrderStatus): boolean {
  return status !== 'created' && status !== 'closed'
}

export function mayFollow(from: OrderStatus, to: OrderStatus): boolean {
  return from === to || orderTransitions[from].includes(to)
}
