import type { Effect } from '../domain/effect.js'
import type { MasterData } from '../domain/master.js'
import type { Dims, MeasureName, SystemName } from '../domain/names.js'
import type { SystemWords } from '../domain/words.js'
import type { Quantity } from '../domain/quantity.js'
import type { CloudEvent, WireRequest, WireResponse } from '../domain/wire.js'
import type { OpenApiDocument } from './shared/openapi-document.js'
import type { Schema } from './shared/schema.js'

/** How an operation that posts protects itself from posting twice. */
export const dedupeModes = ['none', 'idempotency-key', 'external-reference'] as const
export type DedupeMode = (typeof dedupeModes)[number]

/** A JSON Schema, as data. */
interface SettingsSchema {
  readonly [keyword: string]: unknown
}

/** How a system behaves, all defaults written out. */
export interface SystemSettings {
  /** The wire format; `plain` unless another is named. */
  readonly dialect: string
  readonly dedupe: DedupeMode
  /** How long an idempotency key is remembered, in milliseconds of run time. */
  readonly dedupe_window_ms: number
  /** Rules that it enforces (refuses what breaks them) instead of only knowing them, by name: `posting_period`. */
  readonly enforce: Readonly<Record<string, boolean>>
  /** Its own settings, words each: `closed_period: first-open-period`. */
  readonly policies: Readonly<Record<string, string>>
}

/** A rule that a system can enforce. */
export interface RuleDescription {
  readonly name: string
  /** "Refuse a posting in a closed period." */
  readonly title: string
  readonly byDefault: boolean
}

/** A setting of its own that a system has. */
export interface PolicyDescription {
  readonly name: string
  readonly title: string
  readonly choices: readonly [string, ...string[]]
  /** A storm draws one of the choices, where the scenario says nothing. */
  readonly drawn?: true
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
  /** Refused because the version that the caller named is not the current one (412, 428). */
  | 'stale'
  /** Refused until the caller has fetched a token or logged in (401, 403). */
  | 'handshake'
  /** No operation understands it: wrong path, wrong body. */
  | 'not-understood'

/** One thing that a request asks for, in the terms of its system. */
export interface Command {
  /** Operation id: `confirmation.create`. */
  readonly operation: string
  /** True if it may commit effects: activity, as reads are not. */
  readonly posts: boolean
  /** Every business key in it: references, document numbers' references, order is not one. */
  readonly keys: readonly string[]
  /** What it is about, as far as it says so: `{plant, order, routingStep}`. */
  readonly dims?: Dims
  /** What it would post, in the caller's units, for attribution when no reference is given. */
  readonly lines?: readonly { readonly measure: MeasureName; readonly dims: Dims; readonly quantity: Quantity }[]
  readonly idempotencyKey?: string
  /** Parsed and validated body and parameters; its shape is the operation's own affair. */
  readonly input: unknown
}

/** A message that a dialect understood: one command, or several with a result each. */
export interface Understood {
  readonly commands: readonly Command[]
  /** Commands that stand or fall together, by position; a command in none of them stands alone. */
  readonly atomic: readonly (readonly number[])[]
  /** Whatever the dialect needs to put the answers into one message. */
  readonly frame?: unknown
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
  /** Plant of the facts, where the caller said so. */
  readonly plant?: string
  readonly class?: string
  readonly reason?: string
  readonly owner?: string
  readonly status: 'open' | 'closed'
  readonly resolution?: string
}

/** The outcome of one command: effects are committed when this is returned. */
export interface Reply {
  readonly status: number
  readonly answerClass: AnswerClass
  /** Stable word for a refusal (`ORDER_LOCKED`). */
  readonly code?: string
  readonly effects: readonly Effect[]
  /** The existing document that a repeat was answered with. */
  readonly dedupedTo?: string
  /** Ids of facts that the answer told the target about (a read of a source). */
  readonly exposes?: readonly string[]
  /** Keys that the answer says are posted or absent (a query by reference). */
  readonly settles?: readonly string[]
  readonly exceptions?: readonly ExceptionChange[]
  /** Of a refusal: fields of the input with which it would be taken, as the system's own policy says. */
  readonly instead?: Readonly<Record<string, unknown>>
  /** A page of a change feed: the cursor asked with, which says that all up to it was taken, and the last one handed out. */
  readonly feed?: { readonly after: number; readonly upTo: number }
  /** What a dialect renders; its shape is the operation's own affair. */
  readonly result: unknown
}

/** The outcome of a message: one reply per command, in their order, and the message that answers them. */
export interface Served {
  readonly replies: readonly [Reply, ...Reply[]]
  /** Of the message as a whole. */
  readonly status: number
  readonly answerClass: AnswerClass
  readonly response: WireResponse
}

/** What a system does by itself, or the scenario makes it do; `do` names one of the steps that it declares. */
export interface SystemStep {
  readonly do: string
  readonly [setting: string]: unknown
}

/** A step that a system can be made to do, and how it is undone. */
export interface StepDescription {
  /** `lock-order`. */
  readonly name: string
  /** One sentence: what it means in business words. */
  readonly title: string
  /** What it is about: `order`, `period`. Whoever places faults knows how to choose one; its keys become settings of the step. */
  readonly subject: string
  /** JSON Schema of its settings beyond the subject's. */
  readonly settings?: SettingsSchema
  /** Name of the step that takes it back; absent: it cannot be taken back, and so is no fault. */
  readonly undo?: string
  /** As a fault it begins with the burst, or with the first call that touches its subject. */
  readonly anchor: 'burst' | 'first-call'
}

/** An event as a source publishes it, before a transport wraps it. */
export interface PublishedEvent extends CloudEvent {
  readonly eid: string
  readonly key: string
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

/** What a dialect made of a message. */
export type Decoded =
  | { readonly understood: Understood }
  /** `handshake`: a token is missing or has run out; the response says how to get one. */
  | { readonly misunderstood: Misunderstanding; readonly response: WireResponse; readonly handshake?: boolean }
  /** The dialect answers by itself: a token was asked for, a session opened. Nothing of the business. */
  | { readonly handshake: 'answered'; readonly response: WireResponse }

/** A system in a run. A function of its opening state and the commands, in order; it has no clock: `nowMs` is run time. */
export interface SystemInstance {
  readonly name: SystemName
  /** Wire to commands. Nothing of the business is committed here; a dialect's session may change. */
  decode(request: WireRequest): Decoded
  /** Commits and answers. */
  serve(understood: Understood, nowMs: number): Served
  /** Does a command without a wire. `input`: parameters and body together, as the operation's schemas in dialect `plain` have them. */
  execute(operation: string, input: Readonly<Record<string, unknown>>, nowMs: number): Reply
  /** Documents that carry a reference, live ones first: for whoever has to name one. */
  documentsOf(reference: string, plant?: string): readonly string[]
  /** What the scenario or a fault makes the system do. */
  step(step: SystemStep, nowMs: number): readonly Effect[]
  /** Whether a step of its own is about what a command is about. */
  touches(step: SystemStep, command: Command): boolean
  /** The system's change feed takes an event that occurred. */
  publish(event: PublishedEvent): void
  /** An event as it goes out: a system may tell less than it knows, and leave it to whoever hears it to read the rest. */
  told(event: PublishedEvent): PublishedEvent
  /** When its clock says that something happened which happened at that instant. */
  stamped(instant: string): string
  operations(): readonly OperationDescription[]
  /** Compact final state for the journal: what a person reconciles. */
  snapshot(): Readonly<Record<string, unknown>>
  /** An answer in this dialect for a refusal that a fault makes up. */
  refusal(status: number, code: string, message: string, headers?: Readonly<Record<string, string>>): WireResponse
}

/** One kind of system: what the index lists. Scenario schema, plan, header, help and docs derive from it. */
export interface SystemKind {
  readonly words: SystemWords
  /** Environment variable with its URL, and the path that this URL ends with where it names a collection instead of the base. */
  readonly url: { readonly variable: string; readonly path: string }
  readonly dialects: readonly [string, ...string[]]
  readonly rules: readonly RuleDescription[]
  readonly policies: readonly PolicyDescription[]
  readonly steps: readonly StepDescription[]
  /** Codes of its refusals that are not for a business reason, with the class of the answer. */
  readonly refusals: Readonly<Record<string, AnswerClass>>
  readonly defaults: SystemSettings
  /** Ids of what an integration can ask of it. */
  readonly operations: readonly string[]
  /** The OpenAPI document of its dialect `plain`, made from what it declares. */
  openApi(): OpenApiDocument
  /** What requests in its dialect `plain` are held against: schemas that others refer to, and a schema for each part of a request. */
  held(): {
    readonly schemas: Readonly<Record<string, Schema>>
    readonly parts: readonly { readonly name: string; readonly schema: Schema }[]
  }
  open(settings: SystemSettings, opening: MasterData): SystemInstance
}
