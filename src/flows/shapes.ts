import type { Fact } from '../domain/fact.js'

/** What ordering needs of a fact. */
export type SequencedFact = Pick<Fact, 'eid' | 'final'> & Partial<Pick<Fact, 'order' | 'operation' | 'reverses'>>

/** Payload of `org.mfgsync.mes.confirmation.reported.v1`. */
export interface ConfirmationPayload {
  readonly confirmation: string
  readonly plant: string
  readonly order: string
  readonly operation: string
  readonly sequence: number
  readonly kind: 'partial' | 'final'
  readonly yield: { readonly quantity: number; readonly unit: string }
  readonly scrap: { readonly quantity: number; readonly unit: string; readonly reason?: string }
  readonly rework: { readonly quantity: number; readonly unit: string }
  readonly occurredAt: string
}

/** Payload of `org.mfgsync.mes.material.consumed.v1`. */
export interface ConsumptionPayload {
  readonly consumption: string
  readonly plant: string
  readonly order: string
  readonly operation: string
  readonly sequence: number
  readonly item: string
  readonly lot: string
  readonly location: string
  readonly quantity: number
  readonly unit: string
  readonly occurredAt: string
}

/** Payload of `org.mfgsync.mes.confirmation.reversed.v1`. */
export interface ReversalPayload {
  readonly reversal: string
  /** The confirmation that is cancelled, whole. */
  readonly confirmation: string
  readonly plant: string
  readonly order: string
  readonly operation: string
  readonly sequence: number
  readonly reason: string
  readonly occurredAt: string
}
