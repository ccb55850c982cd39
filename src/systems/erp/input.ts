import type { StockType } from '../../domain/master.js'
import type { OrderStatus } from '../../domain/order-status.js'
import type { Quantity } from '../../domain/quantity.js'

/** A quantity as it came over the wire: exact, in the caller's unit. */
export interface Measured {
  readonly quantity: Quantity
  readonly unit: string
}

/** An explicit issue within a confirmation. */
export interface ComponentInput {
  readonly item: string
  /** Empty for none. */
  readonly lot: string
  readonly location?: string
  readonly quantity: Measured
}

interface PostingInput {
  /** YYYY-MM-DD. */
  readonly postingDate: string
  readonly documentDate?: string
  readonly references: readonly string[]
}

export interface ConfirmationInput extends PostingInput {
  readonly operation: 'confirmation.create'
  readonly order: string
  readonly operationId: string
  readonly kind: 'partial' | 'final'
  readonly yield: Measured
  readonly scrap?: Measured
  readonly rework?: Measured
  readonly components: readonly ComponentInput[]
}

export interface MovementInput extends PostingInput {
  readonly operation: 'movement.create'
  readonly type: 'issue' | 'receipt'
  readonly plant: string
  readonly item: string
  readonly quantity: Measured
  readonly location: string
  /** Empty for none. */
  readonly lot: string
  readonly stockType: StockType
  readonly order?: string
  readonly operationId?: string
}

export interface ReversalInput extends PostingInput {
  readonly operation: 'confirmation.reverse' | 'movement.reverse'
  readonly document: string
}

export interface DocumentQueryInput {
  readonly operation: 'confirmation.query' | 'movement.query'
  readonly reference?: string
  readonly order?: string
}

interface DocumentReadInput {
  readonly operation: 'confirmation.read' | 'movement.read'
  readonly document: string
}

export interface OrderActionInput {
  readonly operation: 'order.release' | 'order.technical-completion' | 'order.closure'
  readonly order: string
}

export interface StockInput {
  readonly operation: 'stock.query'
  readonly plant?: string
  readonly item?: string
  readonly location?: string
  readonly lot?: string
  readonly stockType?: StockType
}

/** What the ERP is asked to do: one shape per operation, whatever the dialect. */
export type ErpInput =
  | ConfirmationInput
  | MovementInput
  | ReversalInput
  | DocumentQueryInput
  | DocumentReadInput
  | OrderActionInput
  | StockInput
  | { readonly operation: 'order.query'; readonly status?: OrderStatus }
  | { readonly operation: 'order.read'; readonly order: string }
  | { readonly operation: 'item.query' }
  | { readonly operation: 'item.read'; readonly item: string }
  | { readonly operation: 'bom.read'; readonly item: string; readonly plant?: string }
  | { readonly operation: 'period.query'; readonly company?: string }
