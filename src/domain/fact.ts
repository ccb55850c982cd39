import type { EffectMeasure } from './effect.js'
import type { StockType } from './master.js'
import type { Quantity } from './quantity.js'

export const systemNames = ['erp', 'mes', 'desk'] as const
/** `desk` is the exception desk: a system like the others, that people instead of machines read. */
export type SystemName = (typeof systemNames)[number]

export const flowNames = ['confirmation', 'consumption', 'reversal'] as const
/** The flows as a config names them. */
export type FlowName = (typeof flowNames)[number]

/** What the plan obliges the target to do with a fact; never set by the target. */
export type Must = 'POST' | 'REJECT' | 'HOLD' | 'IGNORE' | 'EITHER'

/** One effect that a fact obliges. Dimensions that are absent do not matter to it. */
export interface ExpectedEffect {
  readonly system: SystemName
  readonly measure: EffectMeasure
  readonly plant: string
  readonly order?: string
  readonly operation?: string
  readonly item?: string
  readonly lot?: string
  readonly location?: string
  readonly stockType?: StockType
  /** Signed, in the item's base unit; for a counted thing the count. */
  readonly quantity: Quantity
}

/** Something that happened in a source system, as planned. */
export interface Fact {
  /** `<source>:<business key>`, unique in a run ("mes:MC-000007"). */
  readonly eid: string
  readonly source: SystemName
  readonly flow: FlowName
  /** CloudEvents type. */
  readonly type: string
  readonly plant: string
  readonly businessKey: string
  /** What it is about: `order:100001`. */
  readonly entity: string
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
  /** Two facts may report one physical event. */
  readonly physId: string
  readonly must: Must
  readonly expect: readonly ExpectedEffect[]
  /** A final confirmation ends its operation: it commutes with nothing of that operation. */
  readonly final: boolean
  readonly order?: string
  readonly operation?: string
}
