import type { Chain } from './contract.js'
import { duplicate } from './duplicate.js'
import { gate } from './gate.js'
import { key } from './key.js'
import { loss } from './loss.js'
import { order } from './order.js'

/** The same story, under the check's own sentence: its promise is another one. */
function retold(chain: Chain): Chain {
  return (scene) => {
    const told = chain(scene)
    return told && { ...told, statement: { observed: '', possible: '', ...told.statement, text: scene.violation.message } }
  }
}

/** Checks whose failures have a story of their own; every other one is told record by record. */
export const chains: Readonly<Partial<Record<string, Chain>>> = {
  'no-duplicate-effect': duplicate,
  'one-live-doc-per-extref': retold(duplicate),
  'idempotency-key-stable': key,
  'every-event-accounted': loss,
  'eventual-posting': retold(loss),
  'no-silent-drop': retold(loss),
  'ack-implies-durable': retold(loss),
  'per-key-order': order,
  'final-after-partials': order,
  'never-too-early': gate,
  'no-release-before-approval': gate,
  'receipt-lands-restricted': gate,
  'no-consumption-of-held-lot': gate,
  'release-applied-after-receipt': gate,
  'late-dependency-converges': gate,
}
