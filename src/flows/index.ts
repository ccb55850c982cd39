import type { FlowName } from '../domain/names.js'
import { availabilityFlow } from './availability.js'
import { confirmationFlow } from './confirmation.js'
import { consumptionFlow } from './consumption.js'
import type { AnyFlow } from './contract.js'
import { countFlow } from './count.js'
import { downtimeToMaintenanceFlow } from './downtime-to-maintenance.js'
import { holdFlow } from './hold.js'
import { lotStatusFlow } from './lot-status.js'
import { movementFlow } from './movement.js'
import { receiptFlow } from './receipt.js'
import { itemMasterFlow } from './item-master.js'
import { orderDispatchFlow } from './order-dispatch.js'
import { orderRevisionFlow } from './order-revision.js'
import { planningVersionFlow } from './planning-version.js'
import { reversalFlow } from './reversal.js'
import { sourcingSignalFlow } from './sourcing-signal.js'
import { scrapToQualityFlow } from './scrap-to-quality.js'
import { revisionReleaseFlow } from './revision-release.js'
import { revisionRollbackFlow } from './revision-rollback.js'

export type { AnyFlow, Flow } from './contract.js'

/** Every flow: the only list. */
export const flows: readonly AnyFlow[] = [
  confirmationFlow,
  consumptionFlow,
  reversalFlow,
  receiptFlow,
  lotStatusFlow,
  holdFlow,
  availabilityFlow,
  movementFlow,
  countFlow,
  itemMasterFlow,
  revisionReleaseFlow,
  revisionRollbackFlow,
  orderRevisionFlow,
  orderDispatchFlow,
  scrapToQualityFlow,
  downtimeToMaintenanceFlow,
  sourcingSignalFlow,
  planningVersionFlow,
]

/** The flow of that name, or undefined. */
export function flowOf(name: FlowName): AnyFlow | undefined {
  return flows.find((flow) => flow.words.name === name)
}
