import type { Fact, Gate, Obliged } from '../domain/fact.js'
import type { MasterData } from '../domain/master.js'
import type { Measure } from '../domain/measures/contract.js'
import type { Dims, FlowName, SystemName } from '../domain/names.js'
import type { FlowWords } from '../domain/words.js'
import type { Quantity } from '../domain/quantity.js'

/** A JSON Schema, as data. */
export interface PayloadSchema {
  readonly [keyword: string]: unknown
}

/** What a flow may look up: master data as its owner has it, never a sink's. */
export interface FlowWorld {
  readonly master: MasterData
}

/** What a stand-in may look up besides. */
export interface CommandWorld extends FlowWorld {
  /** The time zone in which a sink dates what happened at a plant. */
  zoneIn(system: SystemName, plant: string): string | undefined
  /**
   * The document of a sink and plant that stands for the fact of that name, a live one first. `alone`: only one that stands for nothing
   * else, as it has to be before it may be cancelled.
   */
  documentOf(system: SystemName, reference: string, plant: string, alone?: 'alone'): string | undefined
  /** What a read of a system answers now; nothing where that is refused, or there is no such system yet: while a plan is made. */
  read(system: SystemName, operation: string, input: Readonly<Record<string, unknown>>): unknown
}

/** A fact as other facts see it. */
export type FactInView = Pick<Fact, 'eid' | 'businessKey' | 'type' | 'plant' | 'payload' | 'expect' | 'must'>

/** The facts that a fact may need to look at. */
export interface FactsInView {
  /** The fact itself, as far as it has been made. */
  readonly self: Pick<Fact, 'eid' | 'businessKey' | 'type'>
  /** The fact that it cancels. */
  readonly original?: FactInView
  /** The messages of its publication, itself left out. */
  readonly parts: readonly FactInView[]
  /** Every planned fact of a type, in the order of time. */
  ofType(type: string): readonly FactInView[]
}

/** An effect that a flow obliges, and where. */
export type Expectation = { readonly system: SystemName } & Obliged

/** Something to be done in a sink: an operation and its canonical input, not bytes. */
export interface PlannedCommand {
  readonly system: SystemName
  readonly operation: string
  readonly input: Readonly<Record<string, unknown>>
}

/** What ordering needs of a fact; the facts of the evidence are such. */
export interface Ordered {
  readonly eid: string
  readonly flow: FlowName
  /** The fact that it cancels; empty or absent for none. */
  readonly reverses?: string
  /** What it is about. */
  readonly dims: Dims
  /** The amounts and counts that it obliges. */
  readonly expect: readonly { readonly at: { readonly measure: Measure; readonly dims: Dims }; readonly quantity: Quantity }[]
  /** The states that it obliges; one entity is one object, or one text. */
  readonly states: readonly { readonly entity: unknown; readonly group: string }[]
}

/**
 * The contract between facts and their effects. One file per flow; the index is the only list. A side flow, which lives on the facts of
 * others alone, has neither `prefix` nor `about`: no step can make a fact of it.
 */
export interface Flow<P = never> {
  readonly words: FlowWords
  /** Rows of what was asked for that it shows: `bom-release` (docs/reference/covers.md). */
  readonly covers?: readonly string[]
  /** Of its business keys: "MC". */
  readonly prefix?: string
  /** Of event types whose facts are numbered apart. */
  readonly prefixes?: Readonly<Record<string, string>>
  /** CloudEvents type to the schema of its payload. A type may belong to several flows. */
  readonly types: Readonly<Record<string, PayloadSchema>>
  /** What its order is owed by, in words, and as a key of the payload. Absent: no order is owed. */
  readonly sequence?: { readonly words: string; key(payload: P): string }
  /** Checks that have nothing to judge without facts of this flow. */
  readonly needed?: readonly string[]
  /** Of a fact of another flow that has a type of this one: whether this one lives on it; absent: always. */
  applies?(payload: P, world: FlowWorld): boolean
  about?(payload: P): { readonly plant: string; readonly entity: string; readonly dims: Dims }
  /** Fields of its payloads that name something by another word than its dimension: `to` is a `revision`. */
  readonly names?: Readonly<Record<string, string>>
  /** Whether the end state is the same whichever of the two is applied first; absent: `commutes` of this room decides. */
  commutes?(a: Ordered, b: Ordered): boolean
  expect(payload: P, world: FlowWorld, facts: FactsInView): readonly Expectation[]
  gates?(payload: P, world: FlowWorld, facts: FactsInView): readonly Gate[]
  /** What a perfect integration would do, in order: for stand-ins, doctor and examples. */
  commands(
    payload: P,
    world: CommandWorld,
    fact: Pick<Fact, 'businessKey' | 'occurredAt' | 'plant'>,
    facts: FactsInView,
  ): readonly PlannedCommand[]
  /** What the source said, in its own units. */
  sent?(payload: P): readonly { readonly measure: string; readonly quantity: Quantity; readonly unit: string; readonly item?: string }[]
}

/** A flow whose payload type is its own affair. */
export type AnyFlow = Flow<never>
