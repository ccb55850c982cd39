import type { Chain } from './contract.js'
import { duplicate } from './duplicate.js'
import { gate } from './gate.js'
import { key } from './key.js'
import { loss } from './loss.js'
import { order } from './order.js'

/** Checks whose failures have a story of their own; every other one is told record by record. */
export const chains: Readonly<Partial<Record<string, Chain>>> = {
  'no-duplicate-effect': duplicate,
  'one-live-doc-per-extref': duplicate,
  'idempotency-key-stable': key,
  'every-event-accounted': loss,
  'eventual-posting': loss,
  'no-silent-drop': loss,
  'ack-implies-durable': loss,
  'per-key-order': order,
  'final-after-partials': order,
  'never-too-early': gate,
}
