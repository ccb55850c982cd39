import { contentValue } from './content.js'
import { entityId, type Value } from './effect.js'
import type { Dims } from './names.js'

/** A lot is a lot of its item, in its plant: the same number elsewhere is another one. */
export interface LotKey {
  readonly plant: string
  readonly item: string
  readonly lot: string
}

/** What is known of a lot as it was received. What is left out is empty. */
export interface LotAttributes {
  readonly supplierLot?: string
  /** ISO date. */
  readonly expiry?: string
  /** Country. */
  readonly origin?: string
}

export function lotEntity({ plant, item, lot }: LotKey): string {
  return entityId('lot', plant, `${item}/${lot}`)
}

export function lotDims({ plant, item, lot }: LotKey): Dims {
  return { plant, item, lot }
}

/** The value of the group `attributes`: the same for the same content, whoever says it. */
export function attributesValue({ supplierLot = '', expiry = '', origin = '' }: LotAttributes): Value {
  const words = [
    supplierLot !== '' && `supplier lot ${supplierLot}`,
    expiry !== '' && `expires ${expiry}`,
    origin !== '' && `from ${origin}`,
  ]
  const text = words.filter((word) => word !== false).join(', ')
  return contentValue({ supplierLot, expiry, origin }, text === '' ? 'nothing' : text)
}

/** The value of the group `restriction`. */
export function restrictionValue(held: boolean): 'held' | 'free' {
  return held ? 'held' : 'free'
}

/** What quality decided about a lot, in the base unit of its item. */
export interface UsageDecision {
  readonly accepted: string
  readonly rejected: string
  /** The rest stays in quality. */
  readonly partial: boolean
}

/** The value of the group `decision`. */
export function decisionValue({ accepted, rejected, partial }: UsageDecision): Value {
  return contentValue({ accepted, rejected, partial }, `${accepted} accepted, ${rejected} rejected${partial ? ', the rest not yet' : ''}`)
}
