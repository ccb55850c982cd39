import type { Effect } from '../domain/effect.js'
import type { Ledger } from '../domain/ledger.js'
import type { WireRequest, WireResponse } from '../domain/wire.js'
import type { Command, Decoded, ExceptionChange, OperationDescription, PublishedEvent, Reply, SystemSettings } from './contract.js'
import { ref, type Schema } from './shared/schema.js'

/**
 * What an operation is given: its parameters and its body together, as its schemas say ("canonical"). A dialect with other words
 * makes this of them; a stand-in writes it down.
 */
export type Input = Readonly<Record<string, unknown>>

/** It was done, or found. */
interface Done {
  /** Plain data, quantities as numbers; every dialect renders it in its own words. It never changes afterwards. */
  readonly result: unknown
  readonly effects?: readonly Effect[]
  /** What it made, by which a repeat is answered. */
  readonly made?: string
  readonly settles?: readonly string[]
  readonly exposes?: readonly string[]
  readonly feed?: NonNullable<Reply['feed']>
  readonly exceptions?: readonly ExceptionChange[]
}

/** It was refused, and nothing was done. The system's `refusals` say what the caller may do next. */
export interface Refused {
  readonly refused: string
  readonly message: string
  readonly details: Readonly<Record<string, unknown>>
  /** The document that is already there. */
  readonly document?: string
  /** Fields of the input with which it would be taken, as the system's own policy says. */
  readonly instead?: Readonly<Record<string, unknown>>
}

export type Outcome = Done | Refused

export function refused(code: string, message: string, details: Readonly<Record<string, unknown>> = {}, document?: string): Refused {
  return { refused: code, message, details, ...(document !== undefined && { document }) }
}

export interface Parameter {
  readonly name: string
  /** A header is an input field of its own name: `If-Match`. */
  readonly in: 'path' | 'query' | 'header'
  readonly schema: Schema
  /** Of a query: it has to be said. */
  readonly required?: true
}

/** An answer that is not a success. */
export interface RefusalAnswer {
  readonly status: number
  /** Codes that have this status here. */
  readonly codes: readonly string[]
  /** "There is no such order." */
  readonly description: string
  /** The first code, its message and details. */
  readonly example: Readonly<Record<string, unknown>>
}

/** How an operation says that it is a read. */
export function get(path: string): Pick<Operation<never>, 'posts' | 'dedupe' | 'http'> {
  return { posts: false, dedupe: 'none', http: { method: 'GET', path } }
}

export function post(path: string): Pick<Operation<never>, 'posts' | 'http'> {
  return { posts: true, http: { method: 'POST', path } }
}

/** `schema`: the name of one of the system's. */
export function success(status: 200 | 201, description: string, schema: string, example: unknown): Operation<never>['success'] {
  return { status, description, schema: ref(schema), example }
}

/** The answer of a refusal; its example is of the first code. */
export function refusal(
  status: number,
  codes: readonly string[],
  description: string,
  message: string,
  details: Readonly<Record<string, unknown>> = {},
): RefusalAnswer {
  return { status, codes, description, example: { code: codes[0], message, ...details } }
}

/** What a command says of itself before it is done. */
export type Tells = Pick<Partial<Command>, 'keys' | 'dims' | 'lines'>

/** A kind of document of which a plant has one live one per reference. */
export interface Claim {
  /** As the ledger calls it. */
  readonly kind: string
  readonly plant: string
  /** The documents that cancel others are a kind of their own. */
  readonly reversal?: boolean
}

/** How a request asks for several things of one kind, each with an answer of its own. */
export interface Each {
  /** What it comes to, thing by thing, at least one: each is an input of the operation. */
  of(input: Input): readonly Input[]
  /** Whether they stand or fall together; absent: each stands alone. */
  together?(settings: SystemSettings): boolean
  /** The answer where a part of them was refused. `example`: of a result that was, beside the one of the operation's success. */
  readonly partly: { readonly description: string; readonly example: Readonly<Record<string, unknown>> }
}

/** One thing that a system can be asked to do: all that dialects, documents and the machinery need to know. */
export interface Operation<State, I extends object = Input> {
  /** `confirmation.create`. */
  readonly id: string
  /** It may change something. */
  readonly posts: boolean
  /** `setting`: as the system's dedupe mode says; `natural`: repeating it changes nothing; `none`: a read. */
  readonly dedupe: 'setting' | 'natural' | 'none'
  readonly title: string
  readonly description: string
  /** For people who look around: no refusals of its own, no throttling. */
  readonly about?: true
  readonly http: { readonly method: string; readonly path: string }
  readonly parameters?: readonly Parameter[]
  readonly body?: {
    readonly required: boolean
    readonly description: string
    /** Name of one of the system's schemas. */
    readonly schema: string
    readonly examples: Readonly<Record<string, { readonly summary: string; readonly value: unknown }>>
  }
  readonly success: { readonly status: number; readonly description: string; readonly schema: Schema; readonly example: unknown }
  readonly refusals?: readonly RefusalAnswer[]
  /** One request may ask for several: what else is said here is about one of them. */
  readonly each?: Each
  /** `state`: for what a name leads to, such as the plant of a document. */
  tells?(input: I, state: State): Tells
  /** What its schema cannot say, field by field. */
  differences?(input: I): readonly string[]
  /** What must be equal for two inputs to be one request; absent: everything. */
  essence?(input: I): unknown
  /** What its keys are references of: none is taken twice in dedupe mode `external-reference`. Nothing, where it will be refused anyway. */
  claims?(state: State, input: I): Claim | undefined
  run(state: State, input: I, call: Call): Outcome
}

/** What an operation is told besides its input. */
interface Call {
  /** Run time. */
  readonly nowMs: number
  readonly operations: readonly OperationDescription[]
  /** The OpenAPI document of the system. */
  document(): unknown
}

/** The state of a system, as far as the machinery knows it. */
export interface SystemState {
  readonly ledger?: Ledger
  /** Takes what happened in this system; absent: it emits nothing. */
  publish?(event: PublishedEvent): void
  /** An event as it goes out; absent: as it is. */
  told?(event: PublishedEvent): PublishedEvent
  /** What its clock says at an instant; absent: just that. */
  stamped?(instant: string): string
}

/** What a dialect may know of its system: what can be asked, and how to ask. */
export interface Asked {
  readonly name: string
  readonly operations: readonly Operation<never>[]
  readonly schemas: Readonly<Record<string, Schema>>
  command(operation: string, input: Input, idempotencyKey?: string): Command
  /** Whether the several things that a request for this operation asks for stand or fall together. */
  together(operation: Operation<never>): boolean
}

/** A wire format of a system: from bytes to what is asked, and from what was done to bytes. It knows nothing of the ledger. */
export interface Dialect {
  readonly name: string
  open(asked: Asked): DialectSession
}

/** A dialect in a run: it may keep tokens and cookies. */
export interface DialectSession {
  decode(request: WireRequest): Decoded
  /** One reply per command of the message, in their order. */
  encode(frame: unknown, replies: readonly [Reply, ...Reply[]]): WireResponse
  /** An answer that is a refusal, whatever was asked. */
  refuse(status: number, code: string, message: string, headers?: Readonly<Record<string, string>>): WireResponse
}
