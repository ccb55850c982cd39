import { closeOrders } from './close-orders.js'
import { confirm } from './confirm.js'
import { consume } from './consume.js'
import type { StepKind } from './contract.js'
import { dispatchOrders } from './dispatch-orders.js'
import { releaseOrders } from './release-orders.js'
import { reverse } from './reverse.js'
import { technicallyComplete } from './technically-complete.js'
import { wait } from './wait.js'

export type { Phase, StepKind } from './contract.js'
export { phases } from './contract.js'

/** Every verb of the scenario language: the only list. Help, docs and the schema derive from it. */
export const stepKinds: readonly StepKind[] = [
  dispatchOrders,
  releaseOrders,
  confirm,
  consume,
  reverse,
  technicallyComplete,
  closeOrders,
  wait,
]
