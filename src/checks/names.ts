/**
 * Names of the checks with their numbers in the catalogue of invariants. Data only: a scenario names checks without loading them.
 * A test holds this list and the index of checks together.
 */
export const checkNames = [
  [0, 'vacuity'],
  [1, 'no-duplicate-effect'],
  [2, 'single-representation-per-fact'],
  [3, 'single-consumption-path'],
  [4, 'one-live-doc-per-extref'],
  [5, 'idempotency-key-stable'],
  [8, 'every-event-accounted'],
  [9, 'eventual-posting'],
  [10, 'no-silent-drop'],
  [11, 'ack-implies-durable'],
  [13, 'final-state-converges'],
  [14, 'per-key-order'],
  [15, 'lifecycle-monotonic'],
  [16, 'final-after-partials'],
  [17, 'no-effect-after-close'],
  [18, 'operation-predecessor-balance'],
  [19, 'reversal-nets-to-zero'],
  [31, 'order-quantity-balance'],
  [32, 'over-confirmation-bounded'],
  [33, 'consumption-matches-basis'],
  [34, 'uom-conversion-exact'],
  [36, 'no-negative-stock'],
  [39, 'no-zero-default-quantity'],
  [51, 'no-orphan-effect'],
  [52, 'no-dangling-reference'],
  [55, 'correlation-preserved'],
  [57, 'latency-slo'],
  [58, 'backlog-drains'],
  [59, 'business-date-preserved'],
  [60, 'no-head-of-line-blocking'],
  [62, 'poison-isolated'],
  [63, 'no-retry-of-permanent'],
  [64, 'exception-actionable'],
  [65, 'exception-closed-once'],
  [67, 'closed-period-routed'],
] as const

export type CheckName = (typeof checkNames)[number][1]
