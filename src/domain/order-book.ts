import type { LedgerDocument } from './document.js'
import type { OrderOperation, ProductionOrder } from './master.js'
import type { OrderStatus } from './order-status.js'
import type { Quantity } from './quantity.js'

/** An operation and what is confirmed at it, in the base unit, net of reversals. Only the ledger writes to it. */
export interface OperationState {
  readonly master: OrderOperation
  /** The operation before it in the routing. */
  readonly previous: OperationState | undefined
  yield: Quantity
  scrap: Quantity
  rework: Quantity
  /** Final confirmations that are live: more than one where it was confirmed finally twice. */
  finals: number
}

/** An order and how far it is. Only the ledger writes to it. */
export interface OrderState {
  readonly master: ProductionOrder
  /** Base unit of the item that it makes. */
  readonly unit: string
  readonly operations: ReadonlyMap<string, OperationState>
  status: OrderStatus
  locked: boolean
  /** Confirmations that are posted and not reversed. */
  liveConfirmations: number
  /** Operations with a live final confirmation. */
  finalOperations: number
  /** Documents posted for it, in order of commit. */
  readonly documents: LedgerDocument[]
}

/** The opening state of an order: nothing is confirmed. */
export function openOrder(master: ProductionOrder, unit: string): OrderState {
  const operations = new Map<string, OperationState>()
  let previous: OperationState | undefined
  for (const operation of master.operations) {
    previous = { master: operation, previous, yield: '0', scrap: '0', rework: '0', finals: 0 }
    operations.set(operation.id, previous)
  }
  return { master, unit, operations, status: master.status, locked: false, liveConfirmations: 0, finalOperations: 0, documents: [] }
}

/**
 * The status that an order has after a confirmation or its reversal: `finals` and `confirmations` are what it adds to the
 * counts of the operation and the order. Technical completion and closing are people's decisions, which no posting takes back.
 */
export function statusAfter(order: OrderState, operation: OperationState, finals: number, confirmations: number): OrderStatus {
  const { status } = order
  if (status === 'created' || status === 'technically-complete' || status === 'closed') return status
  if (order.liveConfirmations + confirmations <= 0) return 'released'
  const before = operation.finals > 0 ? 1 : 0
  const after = operation.finals + finals > 0 ? 1 : 0
  return order.finalOperations - before + after === order.operations.size ? 'confirmed' : 'partially-confirmed'
}
