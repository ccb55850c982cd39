import type { Fact } from '../domain/fact.js'
import type { FlowName, SystemName } from '../domain/names.js'
import type { MasterData } from '../domain/master.js'
import type { SystemSettings } from '../systems/contract.js'

export const variants = ['clean', 'faulty', 'storm'] as const
export type Variant = (typeof variants)[number]
export const sizes = ['quick', 'full'] as const
export type Size = (typeof sizes)[number]
export const planVersion = 2

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

/** Which messages a fault is about. Absent parts match everything. */
export interface FaultAddress {
  /** `call`: target to system. `delivery`: source to target. */
  readonly direction: 'call' | 'delivery'
  readonly system: SystemName
  /** Operation id, for calls that no operation understood too: they have none and match only without. */
  readonly operation?: string
  /** Canonical business keys: fires on the first eligible message that contains one of them. */
  readonly keys?: readonly string[]
  /** The nth eligible message of a key, from 1; a message is eligible if the fault's point exists on it. */
  readonly nth: number
  /**
   * How many messages it disturbs from there on. `persistent`: all of them, for ever (a kill, which would leave no target, until heal).
   * `until-heal`: all of them until everything heals. A window on a link says itself how long it lasts.
   */
  readonly times: number | 'persistent' | 'until-heal'
}

/** A window on a link: what has no bytes yet has no identity. Offsets from the start of the burst. */
export interface FaultWindow {
  readonly from_ms: number
  readonly for_ms: number
}

/** A fault in a plan, all defaults written out. */
export interface FaultInstance {
  /** `lose-answer-1`: unique in the plan. */
  readonly id: string
  /** As the scenario names it: a kind of fault, or a step of a system (`lock-order`). */
  readonly name: string
  /** The kind of fault behind it, where the name is another: `system-step`. */
  readonly kind?: string
  readonly firing: 'must' | 'may'
  readonly address?: FaultAddress
  readonly window?: FaultWindow
  /** As the fault's own schema says. */
  readonly settings: Readonly<Record<string, unknown>>
}

export interface MustReach {
  /** `outage-overlaps-confirmation`, `effect-posted`, … */
  readonly name: string
  /** In words, for the vacuity verdict. */
  readonly title: string
  readonly count_min: number
  /** Some ways of working never bring it about: then it is told, and no run is `unknown` for it. */
  readonly by_target?: true
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
  /** How things are numbered, where they are not plain. */
  readonly identifiers?: string
  readonly systems: Readonly<Record<SystemName, SystemSettings>>
  readonly master: MasterData
  readonly delivery: DeliveryPolicy
  /** Flows that the scenario has facts of. */
  readonly flows: readonly FlowName[]
  /** In the order in which they occur. */
  readonly facts: readonly PlannedFact[]
  readonly steps: readonly PlannedStep[]
  readonly faults: readonly FaultInstance[]
  readonly burst_ms: number
  /** Offsets at which the burst stands still until nothing of what came before is expected; absent: it never does. */
  readonly waits?: readonly number[]
  /** Checks that the scenario must exercise, by name; without input for one of them the run is `unknown`. */
  readonly checks: readonly string[]
  readonly must_reach: readonly MustReach[]
  readonly judge: JudgedLimits
  /** Nothing disturbed is left at this offset: the latest end of a window. */
  readonly heal_at_ms: number
}
