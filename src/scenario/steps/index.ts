import { approve } from './approve.js'
import { confirm } from './confirm.js'
import { consume } from './consume.js'
import type { Picker, Selectors, Situation, StepKind } from './contract.js'
import { decideDispositions } from './decide-dispositions.js'
import { dispatchOrders } from './dispatch-orders.js'
import { closeOrders, releaseOrders, technicallyComplete } from './order-status.js'
import { count, move, pick, putAway, repeatInLog } from './move-goods.js'
import { decideUsage, holdLot, liftHold } from './quality.js'
import { receive } from './receive.js'
import { openPlan, publishVersion } from './plans.js'
import { reverse } from './reverse.js'
import { cancel, report } from './report.js'
import { reportDowntime } from './report-downtime.js'
import { take, tryConsume } from './take.js'
import { publishItem } from './publish-item.js'
import { publishRevision, republish } from './publish-revision.js'
import { releaseOrdersAt } from './release-orders-at.js'
import { releaseToFloor } from './release-to-floor.js'
import { rollBackRevision } from './roll-back-revision.js'
import { mapLocation, unmapLocation } from './map-location.js'
import { skewClock } from './skew-clock.js'
import { wait } from './wait.js'

export type { Phase, Situation, StepKind } from './contract.js'
export { phases } from './contract.js'

/** Every verb of the scenario language: the only list. Help, docs and the schema derive from it. */
export const stepKinds: readonly StepKind[] = [
  dispatchOrders,
  releaseOrders,
  releaseToFloor,
  confirm,
  consume,
  reverse,
  report,
  cancel,
  reportDowntime,
  technicallyComplete,
  closeOrders,
  receive,
  decideUsage,
  holdLot,
  liftHold,
  take,
  tryConsume,
  putAway,
  pick,
  move,
  count,
  repeatInLog,
  mapLocation,
  unmapLocation,
  publishItem,
  publishRevision,
  republish,
  approve,
  rollBackRevision,
  decideDispositions,
  releaseOrdersAt,
  openPlan,
  publishVersion,
  skewClock,
  wait,
]

/** What steps contribute for faults to aim at, and for scenarios to demand. */
export const selectors: readonly Selectors[] = stepKinds.flatMap((kind) => kind.selectors ?? [])
export const pickers: readonly Picker[] = stepKinds.flatMap((kind) => kind.picker ?? [])
export const situations: readonly Situation[] = stepKinds.flatMap((kind) => kind.situations ?? [])
