import type { FlowName, SystemName } from '../domain/names.js'
import type { Words } from '../domain/words.js'
import type { MasterData } from '../domain/master.js'
import { sightingPlaces, type journalFormat, type journalVersion } from './record-words.js'

/** Where a fact's id stands in the target's calls, beyond the external reference and the correlation header. */
export interface AttributionSettings {
  /** Header names that carry it, lower case, besides the standard ones. */
  readonly headers: readonly string[]
  /** How the target rewrites a business key before it uses it as a reference; applied in this order. */
  readonly transform: readonly (
    | { readonly prefix: string }
    | { readonly suffix: string }
    | { readonly take_first: number }
    | { readonly take_last: number }
    | { readonly replace: string; readonly with: string }
    | { readonly case: 'upper' | 'lower' }
  )[]
}

/** Where the target hands things to people. `nack` is the source's give-up. */
export const exceptionSources = [...sightingPlaces, 'nack', 'none'] as const
export type ExceptionSource = (typeof exceptionSources)[number]

/** What the judge must know of the target's settings. */
export interface TargetFacts {
  /** As the user wrote it, for people. */
  readonly label: string
  readonly covers: readonly FlowName[]
  /** How each source hands its facts over. */
  readonly delivery: Readonly<Record<SystemName, 'webhook' | 'feed'>>
  readonly attribution: AttributionSettings
  readonly exceptions: ExceptionSource
  readonly patience_ms: number
  /** The longest pause between two tries, where the user says so. */
  readonly retry_interval_ms?: number
  readonly quiet_ms: number
  readonly grace_ms: number
}

/** What judging needs of a system's settings. */
export interface SystemFacts {
  readonly dialect: string
  readonly dedupe: 'none' | 'idempotency-key' | 'external-reference'
  readonly query_by_reference: boolean
  /** Rules that it enforces by refusing what breaks them. */
  readonly enforce: Readonly<Record<string, boolean>>
  /** Its other settings that judging reads: `closed_period`. */
  readonly policies: Readonly<Record<string, string>>
}

/**
 * The first line of a journal: makes the file self-sufficient. `plan` is the plan (its own version inside) without its facts: each of them
 * has a record of its own where it occurred. The judge reads from it what the header does not repeat.
 */
export interface JournalHeader {
  readonly kind: 'header'
  readonly format: typeof journalFormat
  readonly version: typeof journalVersion
  readonly tool: string
  readonly run: string
  /** ISO instant, for people. */
  readonly startedAt: string
  /** Token in front of business keys on the wire; taken off in every record. Empty when the target resets itself. */
  readonly namespace: string
  /** True if the twin was asked about refusals and exceptions: journals from before it was do not say what it would have answered. */
  readonly twin?: boolean
  /** What people call its systems, flows and measures. */
  readonly words: Words
  readonly target: TargetFacts
  readonly systems: Readonly<Record<SystemName, SystemFacts>>
  readonly plan: JournalPlan
}

/** The part of a plan that judging reads. A plan is assignable to it. */
export interface JournalPlan {
  readonly version: number
  readonly scenario: { readonly name: string; readonly title: string; readonly hash: string }
  readonly variant: string
  readonly size: string
  readonly seed: number
  readonly master: MasterData
  readonly flows: readonly FlowName[]
  /** How many facts were planned, whether or not they came to occur. */
  readonly facts_count?: number
  readonly faults: readonly {
    readonly id: string
    readonly name: string
    readonly firing: 'must' | 'may'
    /** `persistent`: for ever, unless it was healed all the same. */
    readonly address?: { readonly times: number | 'persistent' | 'until-heal' }
    readonly window?: unknown
  }[]
  readonly checks: readonly string[]
  readonly must_reach: readonly { readonly name: string; readonly title: string; readonly count_min: number; readonly by_target?: true }[]
  readonly judge: {
    readonly latency_p95_ms_max?: number
    readonly backlog_drain_ms_max?: number
    readonly attempts_max: number
    readonly permanent_retries_max: number
  }
}
