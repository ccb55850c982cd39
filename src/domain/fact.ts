import type { Value } from './effect.js'
import type { Dims, FlowName, MeasureName, SystemName } from './names.js'
import type { Quantity } from './quantity.js'

/**
 * What the plan obliges the target to do with a fact; never set by the target. REJECT: a business reason forbids it. HOLD: it may be
 * posted only after a scripted event. IGNORE: a state that was overtaken. EITHER: both ends are right.
 */
export const musts = ['POST', 'REJECT', 'HOLD', 'IGNORE', 'EITHER'] as const
export type Must = (typeof musts)[number]

/** An effect that a fact obliges: an effect without a document. Dimensions that are absent do not matter to it. */
export type Obliged =
  /** `identity`: facts that oblige the same thing share one obligation, met by one live document and broken by two. */
  | {
      readonly what: 'quantity'
      readonly measure: MeasureName
      readonly dims: Dims
      readonly quantity: Quantity
      readonly identity?: string
    }
  | { readonly what: 'count'; readonly measure: MeasureName; readonly dims: Dims; readonly count: 1 | -1; readonly identity?: string }
  /** Met when the last applied version is at least this one and its value agrees. */
  | {
      readonly what: 'state'
      readonly entity: string
      readonly dims: Dims
      readonly group: string
      readonly version?: number
      readonly after: Value
      readonly active?: boolean
      readonly effective?: { readonly from: string; readonly to?: string }
    }

/** An effect that a fact obliges, where, and by which of its flows. */
export type ExpectedEffect = { readonly system: SystemName; readonly flow: FlowName } & Obliged

/** What must be known, or done, before an effect of a fact is allowed. */
export interface Gate {
  /** All effects of the fact, those of a measure, or those of a state group. */
  readonly effect: string
  /** Only effects in this system; absent: wherever they are. */
  readonly system?: SystemName
  /** Only effects with these dimensions: one row of many; absent: all. */
  readonly of?: Dims
  readonly facts: readonly string[]
  /** One of these facts is enough; absent: it takes all of them. */
  readonly any?: true
  /** `exposed`, `owed`: the target knew of them. `applied`: an effect of them is in the ledger (of `in`, if given). */
  readonly by: 'exposed' | 'owed' | 'applied'
  readonly in?: SystemName
  /** `restricted`: before it, only effects into restricted stock types are allowed. */
  readonly or: 'wait' | 'restricted'
  /** The name under which breaking it is told, where it has one of its own. */
  readonly title?: string
}

/** Something that happened in a source system, as planned. */
export interface Fact {
  /** Unique in a run: see `factId`. */
  readonly eid: string
  readonly source: SystemName
  /** The flows that it belongs to: its own first, then those that live on facts of other flows. */
  readonly flows: readonly FlowName[]
  /** CloudEvents type. */
  readonly type: string
  readonly plant: string
  readonly businessKey: string
  /** What it is about: see `entityId`; and the same in dimensions. */
  readonly entity: string
  readonly dims: Dims
  /** Facts of one key are owed in the order of `streamSeq`, save those that commute. Absent: no order is owed. */
  readonly sequenceKey?: string
  /** Gap-free from 1 within `sequenceKey`. */
  readonly streamSeq: number
  /** True instant, ISO 8601 with offset. */
  readonly occurredAt: string
  /** What the payload says; a skewed clock makes it differ. */
  readonly stampedAt: string
  /** The `data` of the CloudEvent. */
  readonly payload: Readonly<Record<string, unknown>>
  /** The fact that this one cancels. */
  readonly reverses?: string
  /** Facts that brought this one about. */
  readonly causes: readonly string[]
  /** Two facts may report one physical event: they share their obligations. */
  readonly physId: string
  /** The publication whose messages settle together. */
  readonly partOf?: string
  /** Facts whose state this one overtakes. */
  readonly supersedes?: readonly string[]
  readonly gates?: readonly Gate[]
  readonly must: Must
  readonly expect: readonly ExpectedEffect[]
}

/** `mes:MC-000007`; with its plant (`mes:P1/MC-000007`) where the source has that key in several. */
export function factId(source: SystemName, plant: string, key: string): string {
  return `${source}:${plant === '' ? key : `${plant}/${key}`}`
}

/** The fact among those of its source, as people read it and faults aim at it: its business key, with its plant where that is needed. */
export function factName({ eid, source }: Pick<Fact, 'eid' | 'source'>): string {
  return eid.slice(source.length + 1)
}

/** What the order of facts is kept in: a sequence key in its source and plant. Nothing where no order is owed. */
export function streamOf({ source, plant, sequenceKey }: Pick<Fact, 'source' | 'plant' | 'sequenceKey'>): string | undefined {
  return sequenceKey === undefined ? undefined : JSON.stringify([source, plant, sequenceKey])
}
