import type { Effect } from '../domain/effect.js'
import type { SystemName } from '../domain/fact.js'
import type { MasterData } from '../domain/master.js'
import type { WireRequest, WireResponse } from '../domain/wire.js'

/** How an operation that posts protects itself from posting twice. */
export const dedupeModes = ['none', 'idempotency-key', 'external-reference'] as const
export type DedupeMode = (typeof dedupeModes)[number]

/** Which rules a system enforces (refuses what breaks them) instead of only knowing them. */
interface Enforcement {
  /** Refuse a posting in a closed period. */
  readonly posting_period: boolean
  /** Refuse a movement that would make a balance negative. */
  readonly negative_stock: boolean
  /** Refuse a confirmation beyond order quantity plus tolerance. */
  readonly over_confirmation: boolean
  /** Refuse a confirmation beyond what the predecessor operation handed on. */
  readonly operation_predecessor: boolean
}

export interface SystemSettings {
  /** The wire format; `plain` unless another is named. */
  readonly dialect: string
  readonly dedupe: DedupeMode
  /** How long an idempotency key is remembered, in milliseconds of run time. */
  readonly dedupe_window_ms: number
  readonly enforce: Enforcement
  /** Where a posting belongs whose own period is closed: into the first open one, keeping its document date, or to people. */
  readonly closed_period: 'first-open-period' | 'exception'
}

/** Why an answer is what it is: decides what a caller may do next. */
export type AnswerClass =
  /** Done (2xx). */
  | 'success'
  /** Refused for now: locked, throttled, unavailable. Never follows an effect. */
  | 'transient'
  /** Refused for good: a business rule or unknown master data forbids it. Never follows an effect. */
  | 'business'
  /** Refused because it is already there (the answer names the document). */
  | 'duplicate'
  /** No operation understands it: wrong path, wrong body. */
  | 'not-understood'

/** A request that an operation understood. */
export interface Command {
  /** Operation id: `confirmation.create`. */
  readonly operation: string
  /** True if it may commit effects: activity, as reads are not. */
  readonly posts: boolean
  /** Every business key in it: references, document numbers' references, order is not one. */
  readonly keys: readonly string[]
  readonly order?: string
  readonly operationId?: string
  /** Sums of what it posts by measure, for attribution when no reference is given. */
  readonly quantities?: Readonly<Record<string, string>>
  readonly idempotencyKey?: string
  /** Parsed and validated body and parameters; its shape is the operation's own affair. */
  readonly input: unknown
}

/** A request that no operation understood, with what would help its author. */
export interface Misunderstanding {
  readonly status: number
  readonly code: string
  readonly message: string
  /** The operation that comes nearest (`POST /confirmations`). */
  readonly nearest?: string
  /** Field by field: what was there, what was expected. */
  readonly differences: readonly string[]
}

/** What the exception desk learnt. */
export interface ExceptionChange {
  readonly xid: string
  readonly keys: readonly string[]
  readonly class?: string
  readonly reason?: string
  readonly owner?: string
  readonly status: 'open' | 'closed'
  readonly resolution?: string
}

/** The outcome of a command: effects are committed when this is returned, before any byte is rendered. */
export interface Served {
  readonly status: number
  readonly answerClass: AnswerClass
  /** Stable word for a refusal (`ORDER_LOCKED`). */
  readonly code?: string
  readonly effects: readonly Effect[]
  /** The existing document that a repeat was answered with. */
  readonly dedupedTo?: string
  /** Keys of facts that the answer told the target about (a read of a source). */
  readonly exposes?: readonly string[]
  /** Keys that the answer says are posted or absent (a query by reference). */
  readonly settles?: readonly string[]
  readonly exceptions?: readonly ExceptionChange[]
  /** A page of a change feed: the cursor asked with, which says that all up to it was taken, and the last one handed out. */
  readonly feed?: { readonly after: number; readonly upTo: number }
  readonly response: WireResponse
}

/** What a system or the scenario does by itself. */
export type SystemStep =
  | { readonly do: 'lock-order'; readonly order: string; readonly locked: boolean }
  | { readonly do: 'set-period'; readonly company: string; readonly from: string; readonly to: string; readonly open: boolean }
  | { readonly do: 'set-order-status'; readonly order: string; readonly status: 'released' | 'technically-complete' | 'closed' }

/** An event as a source publishes it, before a transport wraps it. */
export interface PublishedEvent {
  /** CloudEvents id: the transport's identity of it. A re-emission has another. */
  readonly id: string
  readonly eid: string
  readonly key: string
  readonly type: string
  readonly source: string
  readonly subject: string
  readonly time: string
  /** Place in the order of its key, where order is owed; `partitionkey` is that key. */
  readonly sequence?: string
  readonly partitionkey?: string
  readonly data: Readonly<Record<string, unknown>>
}

export interface OperationDescription {
  readonly id: string
  readonly method: string
  readonly path: string
  readonly posts: boolean
  readonly title: string
  /** What dedupe applies to it; reads have none. */
  readonly dedupe: DedupeMode | 'natural' | '-'
}

/** A system in a run. A function of its opening state and the commands, in order; it has no clock: `nowMs` is run time. */
export interface SystemInstance {
  readonly name: SystemName
  /** Wire to command. Pure: nothing is committed here. */
  decode(
    request: WireRequest,
  ): { readonly command: Command } | { readonly misunderstood: Misunderstanding; readonly response: WireResponse }
  /** Commits and answers. */
  serve(command: Command, nowMs: number): Served
  /** What the scenario or a fault makes the system do. */
  step(step: SystemStep, nowMs: number): readonly Effect[]
  /** A source system's change feed takes an event that occurred; others refuse. */
  publish(event: PublishedEvent): void
  operations(): readonly OperationDescription[]
  /** Compact final state for the journal: what a person reconciles. */
  snapshot(): Readonly<Record<string, unknown>>
  /** An answer in this dialect for a refusal that a fault makes up. */
  refusal(status: number, code: string, message: string, headers?: Readonly<Record<string, string>>): WireResponse
}

/** One kind of system: what the index lists. */
export interface SystemKind {
  readonly name: SystemName
  readonly title: string
  /** Environment variable with its base URL. */
  readonly urlVariable: string
  /** Path that the variable's URL ends with, where it names a collection instead of the base; `` for none. */
  readonly urlPath: string
  readonly dialects: readonly string[]
  readonly defaults: SystemSettings
  create(settings: SystemSettings, master: MasterData): SystemInstance
}
