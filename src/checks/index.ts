import { ackImpliesDurable } from './ack-implies-durable.js'
import { backlogDrains } from './backlog-drains.js'
import { businessDatePreserved } from './business-date-preserved.js'
import { closedPeriodRouted } from './closed-period-routed.js'
import { consumptionMatchesBasis } from './consumption-matches-basis.js'
import type { Check } from './contract.js'
import { correlationPreserved } from './correlation-preserved.js'
import { eventualPosting } from './eventual-posting.js'
import { everyEventAccounted } from './every-event-accounted.js'
import { exceptionActionable } from './exception-actionable.js'
import { exceptionClosedOnce } from './exception-closed-once.js'
import { finalAfterPartials } from './final-after-partials.js'
import { finalStateConverges } from './final-state-converges.js'
import { idempotencyKeyStable } from './idempotency-key-stable.js'
import { latencySlo } from './latency-slo.js'
import { lifecycleMonotonic } from './lifecycle-monotonic.js'
import { noDanglingReference } from './no-dangling-reference.js'
import { noDuplicateEffect } from './no-duplicate-effect.js'
import { noEffectAfterClose } from './no-effect-after-close.js'
import { noHeadOfLineBlocking } from './no-head-of-line-blocking.js'
import { noNegativeStock } from './no-negative-stock.js'
import { noOrphanEffect } from './no-orphan-effect.js'
import { noRetryOfPermanent } from './no-retry-of-permanent.js'
import { noSilentDrop } from './no-silent-drop.js'
import { noZeroDefaultQuantity } from './no-zero-default-quantity.js'
import { oneLiveDocPerExtref } from './one-live-doc-per-extref.js'
import { operationPredecessorBalance } from './operation-predecessor-balance.js'
import { orderQuantityBalance } from './order-quantity-balance.js'
import { overConfirmationBounded } from './over-confirmation-bounded.js'
import { perKeyOrder } from './per-key-order.js'
import { poisonIsolated } from './poison-isolated.js'
import { reversalNetsToZero } from './reversal-nets-to-zero.js'
import { singleConsumptionPath } from './single-consumption-path.js'
import { singleRepresentationPerFact } from './single-representation-per-fact.js'
import { uomConversionExact } from './uom-conversion-exact.js'
import { vacuity } from './vacuity.js'

/** Every check, in the order of the catalogue of invariants. The only list. */
export const checks: readonly Check[] = [
  vacuity,
  noDuplicateEffect,
  singleRepresentationPerFact,
  singleConsumptionPath,
  oneLiveDocPerExtref,
  idempotencyKeyStable,
  everyEventAccounted,
  eventualPosting,
  noSilentDrop,
  ackImpliesDurable,
  finalStateConverges,
  perKeyOrder,
  lifecycleMonotonic,
  finalAfterPartials,
  noEffectAfterClose,
  operationPredecessorBalance,
  reversalNetsToZero,
  orderQuantityBalance,
  overConfirmationBounded,
  consumptionMatchesBasis,
  uomConversionExact,
  noNegativeStock,
  noZeroDefaultQuantity,
  noOrphanEffect,
  noDanglingReference,
  correlationPreserved,
  latencySlo,
  backlogDrains,
  businessDatePreserved,
  noHeadOfLineBlocking,
  poisonIsolated,
  noRetryOfPermanent,
  exceptionActionable,
  exceptionClosedOnce,
  closedPeriodRouted,
]
