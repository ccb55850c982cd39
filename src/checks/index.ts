import type { Check } from './contract.js'
import { bomStructureEqual } from './engineering/bom-structure-equal.js'
import { effectiveRevisionUsed } from './engineering/effective-revision-used.js'
import { effectivityNoGapOverlap } from './engineering/effectivity-no-gap-overlap.js'
import { noReleaseBeforeApproval } from './engineering/no-release-before-approval.js'
import { openOrderRevisionFrozen } from './engineering/open-order-revision-frozen.js'
import { optionalNotDemanded } from './engineering/optional-not-demanded.js'
import { substitutePostedAsUsed } from './engineering/substitute-posted-as-used.js'
import { ackImpliesDurable } from './generic/ack-implies-durable.js'
import { backlogDrains } from './generic/backlog-drains.js'
import { compensationComplete } from './generic/compensation-complete.js'
import { correlationPreserved } from './generic/correlation-preserved.js'
import { dedupeNamespaced } from './generic/dedupe-namespaced.js'
import { effectAsObliged } from './generic/effect-as-obliged.js'
import { eventualPosting } from './generic/eventual-posting.js'
import { everyEventAccounted } from './generic/every-event-accounted.js'
import { exceptionActionable } from './generic/exception-actionable.js'
import { exceptionClosedOnce } from './generic/exception-closed-once.js'
import { finalStateConverges } from './generic/final-state-converges.js'
import { idempotencyKeyStable } from './generic/idempotency-key-stable.js'
import { lateDependencyConverges } from './generic/late-dependency-converges.js'
import { latencySlo } from './generic/latency-slo.js'
import { neverTooEarly } from './generic/never-too-early.js'
import { noDanglingReference } from './generic/no-dangling-reference.js'
import { noDuplicateEffect } from './generic/no-duplicate-effect.js'
import { noHeadOfLineBlocking } from './generic/no-head-of-line-blocking.js'
import { noOrphanEffect } from './generic/no-orphan-effect.js'
import { noRetryOfPermanent } from './generic/no-retry-of-permanent.js'
import { noSilentDrop } from './generic/no-silent-drop.js'
import { noStaleOverwrite } from './generic/no-stale-overwrite.js'
import { noZeroDefaultQuantity } from './generic/no-zero-default-quantity.js'
import { oneLiveDocPerExtref } from './generic/one-live-doc-per-extref.js'
import { perKeyOrder } from './generic/per-key-order.js'
import { poisonIsolated } from './generic/poison-isolated.js'
import { rateLimitRespected } from './generic/rate-limit-respected.js'
import { reversalNetsToZero } from './generic/reversal-nets-to-zero.js'
import { sideFlowComplete } from './generic/side-flow-complete.js'
import { singleRepresentationPerFact } from './generic/single-representation-per-fact.js'
import { systemOfRecordRespected } from './generic/system-of-record-respected.js'
import { uomConversionExact } from './generic/uom-conversion-exact.js'
import { vacuity } from './generic/vacuity.js'
import { planLineage } from './planning/plan-lineage.js'
import { planVersionAtomic } from './planning/plan-version-atomic.js'
import { businessDatePreserved } from './production/business-date-preserved.js'
import { closedPeriodRouted } from './production/closed-period-routed.js'
import { consumptionMatchesBasis } from './production/consumption-matches-basis.js'
import { finalAfterPartials } from './production/final-after-partials.js'
import { lifecycleMonotonic } from './production/lifecycle-monotonic.js'
import { noEffectAfterClose } from './production/no-effect-after-close.js'
import { noNegativeStock } from './production/no-negative-stock.js'
import { operationPredecessorBalance } from './production/operation-predecessor-balance.js'
import { orderQuantityBalance } from './production/order-quantity-balance.js'
import { overConfirmationBounded } from './production/over-confirmation-bounded.js'
import { serialUnique } from './production/serial-unique.js'
import { singleConsumptionPath } from './production/single-consumption-path.js'
import { statusMapCorrect } from './production/status-map-correct.js'
import { lotAttributesIntact } from './quality/lot-attributes-intact.js'
import { noConsumptionOfHeldLot } from './quality/no-consumption-of-held-lot.js'
import { partialReleaseQuantity } from './quality/partial-release-quantity.js'
import { receiptLandsRestricted } from './quality/receipt-lands-restricted.js'
import { releaseAppliedAfterReceipt } from './quality/release-applied-after-receipt.js'
import { countPostsDelta } from './stock/count-posts-delta.js'
import { crossSystemBalance } from './stock/cross-system-balance.js'
import { locationMapTotal } from './stock/location-map-total.js'
import { stockConservation } from './stock/stock-conservation.js'

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
  compensationComplete,
  noStaleOverwrite,
  effectiveRevisionUsed,
  openOrderRevisionFrozen,
  effectivityNoGapOverlap,
  noReleaseBeforeApproval,
  bomStructureEqual,
  planVersionAtomic,
  planLineage,
  stockConservation,
  crossSystemBalance,
  orderQuantityBalance,
  overConfirmationBounded,
  consumptionMatchesBasis,
  uomConversionExact,
  countPostsDelta,
  noNegativeStock,
  noZeroDefaultQuantity,
  receiptLandsRestricted,
  noConsumptionOfHeldLot,
  releaseAppliedAfterReceipt,
  partialReleaseQuantity,
  lotAttributesIntact,
  serialUnique,
  systemOfRecordRespected,
  statusMapCorrect,
  substitutePostedAsUsed,
  optionalNotDemanded,
  noOrphanEffect,
  noDanglingReference,
  lateDependencyConverges,
  locationMapTotal,
  correlationPreserved,
  latencySlo,
  backlogDrains,
  businessDatePreserved,
  noHeadOfLineBlocking,
  rateLimitRespected,
  poisonIsolated,
  noRetryOfPermanent,
  exceptionActionable,
  exceptionClosedOnce,
  closedPeriodRouted,
  sideFlowComplete,
  dedupeNamespaced,
  effectAsObliged,
  neverTooEarly,
]
