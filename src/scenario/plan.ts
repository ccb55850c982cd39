import type { Fact, FlowName, SystemName } from '../domain/fact.js'
import type { MasterData } from '../domain/master.js'
import type { FaultInstance } from './fault-instance.js'

export type { FaultInstance } from './fault-instance.js'

export const variants = ['clean', 'faulty', 'storm'] as const
export type Variant = (typeof variants)[number]
export const sizes = ['quick', 'full'] as const
export type Size = (typeof sizes)[number]
export const planVersion = 1

/** A fact with its place in the run. */
export interface PlannedFact extends Fact {
  /** Offset from the start of the burst. */
  readonly at_ms: number
  /** Offered only once these were acknowledged, whatever `at_ms` says. */
  readonly after: readonly string[]
}

/** Something a system does by itself, at its time in the burst. */
export interface PlannedStep {
  readonly id: string
  readonly system: SystemName
  readonly at_ms: number
  readonly step: Readonly<Record<string, unknown>> & { readonly do: string }
}

/** How a source hands over facts; the same rules whichever way the target chose. */
export interface DeliveryPolicy {
  readonly timeout_ms: number
  readonly backoff_first_ms: number
  readonly backoff_factor: number
  readonly backoff_ms_max: number
  /** Attempts in all before a fact is returned to its sender; at least three of them after heal. */
  readonly attempts_max: number
  /** Deliveries under way at once. */
  readonly concurrency_max: number
  /** Facts per page of a feed. */
  readonly page_count_max: number
}

/** Settings of a system in the plan; the same shape as a system's own settings. */
export interface PlannedSystem {
  readonly dialect: string
  readonly dedupe: 'none' | 'idempotency-key' | 'external-reference'
  readonly dedupe_window_ms: number
  readonly enforce: Readonly<{
    posting_period: boolean
    negative_stock: boolean
    over_confirmation: boolean
    operation_predecessor: boolean
  }>
  readonly closed_period: 'first-open-period' | 'exception'
}

export interface MustReach {
  /** `outage-overlaps-confirmation`, `effect-posted`, … */
  readonly name: string
  /** In words, for the vacuity verdict. */
  readonly title: string
  readonly count_min: number
}

/** Limits that a user sets; absent ones are reported and not judged. */
export interface JudgedLimits {
  readonly latency_p95_ms_max?: number
  readonly backlog_drain_ms_max?: number
  /** Attempts after which a poisonous fact counts as hammered, per delivery. */
  readonly attempts_max: number
  /** Identical repeats allowed after a definite business refusal, per delivery. */
  readonly permanent_retries_max: number
}

/** Plain data with every default written out: what a run does, and all a replay needs. */
export interface Plan {
  readonly version: typeof planVersion
  readonly scenario: { readonly name: string; readonly title: string; readonly hash: string }
  readonly variant: Variant
  readonly size: Size
  readonly seed: number
  readonly systems: Readonly<Partial<Record<SystemName, PlannedSystem>>>
  readonly master: MasterData
  readonly delivery: DeliveryPolicy
  /** Flows that the scenario has facts of. */
  readonly flows: readonly FlowName[]
  /** In the order in which they occur. */
  readonly facts: readonly PlannedFact[]
  readonly steps: readonly PlannedStep[]
  readonly faults: readonly FaultInstance[]
  readonly burst_ms: number
  /** Checks that the scenario must exercise, by name; without input for one of them the run is `unknown`. */
  readonly checks: readonly string[]
  readonly must_reach: readonly MustReach[]
  readonly judge: JudgedLimits
  /** Nothing disturbed is left at this offset: the latest end of a window. */
  readonly heal_at_ms: number
}
