import type { StockType } from '../../domain/master.js'
import { parseQuantity, type Quantity } from '../../domain/quantity.js'
import type { Input } from '../operation.js'

/** Inputs as the schemas promise them: they were checked before they come here. */
export type WireQuantity = { readonly quantity: number | string; readonly unit: string }

type PostingInput = {
  /** YYYY-MM-DD. */
  readonly postingDate: string
  readonly documentDate?: string
  readonly reference?: string
  readonly references?: readonly string[]
}

/** An explicit issue within a confirmation. */
export type ComponentInput = { readonly item: string; readonly lot?: string; readonly location?: string; readonly quantity: WireQuantity }

export type ConfirmationInput = PostingInput & {
  readonly order: string
  readonly operation: string
  readonly plant?: string
  readonly kind: 'partial' | 'final'
  readonly yield: WireQuantity
  readonly scrap?: WireQuantity
  readonly rework?: WireQuantity
  readonly components?: readonly ComponentInput[]
}

export type MovementInput = PostingInput & {
  readonly type: 'issue' | 'receipt'
  readonly plant: string
  readonly item: string
  readonly quantity: WireQuantity
  readonly location: string
  readonly lot?: string
  readonly stockType?: StockType
  readonly order?: string
  readonly operation?: string
}

export type ReversalInput = PostingInput & { readonly document: string }

export type OrderInput = { readonly order: string; readonly plant?: string }

/** A quantity as it came over the wire: exact, in the caller's unit. */
export interface Measured {
  readonly quantity: Quantity
  readonly unit: string
}

/** The schema lets nothing through that is no quantity. */
export function measured({ quantity, unit }: WireQuantity): Measured {
  return { quantity: parseQuantity(quantity) ?? '0', unit }
}

const noReferences: readonly string[] = Object.freeze([])

export function referencesOf({ reference, references }: PostingInput): readonly string[] {
  if (references === undefined) return reference === undefined ? noReferences : [reference]
  return [...new Set(reference === undefined ? references : [reference, ...references])]
}

export function datesOf({ postingDate, documentDate }: PostingInput): { readonly posting: string; readonly document?: string } {
  return documentDate === undefined || documentDate === postingDate
    ? { posting: postingDate }
    : { posting: postingDate, document: documentDate }
}

/** What a repeat under the same key must agree in: free text aside, and 11 is "11.0". */
export function essenceOf(input: Input): unknown {
  return JSON.parse(
    JSON.stringify(input, (key, value: unknown) => {
      if (key === 'text' || key === 'reason') return undefined
      return key === 'quantity' && typeof value !== 'object' ? parseQuantity(value) : value
    }),
  )
}
