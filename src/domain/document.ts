import type { QuantityEffect } from './effect.js'

export type PostedDocumentKind = 'confirmation' | 'goods-movement'

/** A posted document: at least one line. */
export interface LedgerDocument {
  readonly number: string
  readonly kind: PostedDocumentKind
  readonly plant: string
  readonly references: readonly string[]
  readonly lines: readonly QuantityEffect[]
  /** The document that this one cancels. */
  readonly reverses: LedgerDocument | undefined
  /** The document that cancels this one. Only the ledger writes to it. */
  reversedBy: LedgerDocument | undefined
}
