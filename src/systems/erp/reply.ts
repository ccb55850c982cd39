import type { LedgerDocument } from '../../domain/document.js'
import type { Effect } from '../../domain/effect.js'
import type { Balance, Bom, Item, PostingPeriod } from '../../domain/master.js'
import type { OrderState } from '../../domain/order-book.js'
import type { OrderStatus } from '../../domain/order-status.js'
import type { AnswerClass } from '../contract.js'

/** Why the ERP refuses, and what a caller may do next. All of them are definite: nothing was done. */
export const erpRefusals = {
  UNKNOWN_ORDER: 'business',
  UNKNOWN_OPERATION: 'business',
  UNKNOWN_ITEM: 'business',
  UNKNOWN_BOM: 'business',
  UNKNOWN_LOCATION: 'business',
  UNKNOWN_PLANT: 'business',
  UNKNOWN_DOCUMENT: 'business',
  PLANT_MISMATCH: 'business',
  UNIT_UNKNOWN: 'business',
  NEGATIVE_QUANTITY: 'business',
  ORDER_NOT_RELEASED: 'business',
  ORDER_NOT_COMPLETE: 'business',
  ORDER_CLOSED: 'business',
  PERIOD_CLOSED: 'business',
  NO_PERIOD: 'business',
  OVER_CONFIRMATION: 'business',
  PREDECESSOR_SHORT: 'business',
  NEGATIVE_STOCK: 'business',
  NOT_REVERSIBLE: 'business',
  KEY_REUSED: 'business',
  ORDER_LOCKED: 'transient',
  DUPLICATE_REFERENCE: 'duplicate',
  ALREADY_REVERSED: 'duplicate',
} as const satisfies Readonly<Record<string, AnswerClass>>
export type ErpRefusalCode = keyof typeof erpRefusals

export interface ErpRefusal {
  readonly reply: 'refused'
  readonly code: ErpRefusalCode
  readonly message: string
  /** Quantities in it are exact strings; a dialect writes them as it writes quantities. */
  readonly details: Readonly<Record<string, unknown>>
  /** The document that is already there. */
  readonly document?: string
}

export interface ErpPosted {
  readonly reply: 'posted'
  readonly document: LedgerDocument
  /** Status after the posting, where the document is about an order. */
  readonly orderStatus?: OrderStatus
  readonly effects: readonly Effect[]
}

/** What the ERP did or found, before a dialect puts it into bytes. */
export type ErpReply =
  | ErpRefusal
  | ErpPosted
  | { readonly reply: 'documents'; readonly documents: readonly LedgerDocument[]; readonly omitted: number }
  | { readonly reply: 'document'; readonly document: LedgerDocument }
  | { readonly reply: 'orders'; readonly orders: readonly OrderState[] }
  | { readonly reply: 'order'; readonly order: OrderState }
  | { readonly reply: 'order-status'; readonly order: OrderState; readonly effects: readonly Effect[] }
  | { readonly reply: 'stock'; readonly balances: readonly (Balance & { readonly unit: string })[] }
  | { readonly reply: 'items'; readonly items: readonly Item[] }
  | { readonly reply: 'item'; readonly item: Item }
  | { readonly reply: 'boms'; readonly boms: readonly Bom[] }
  | { readonly reply: 'periods'; readonly periods: readonly PostingPeriod[] }

export function refused(
  code: ErpRefusalCode,
  message: string,
  details: Readonly<Record<string, unknown>> = {},
  document?: string,
): ErpRefusal {
  return { reply: 'refused', code, message, details, ...(document !== undefined && { document }) }
}
