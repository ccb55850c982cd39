import type { Value } from '../domain/effect.js'
import type { Gate, Must } from '../domain/fact.js'
import type { IssueMode } from '../domain/master.js'
import type { Dims, FlowName, SystemName } from '../domain/names.js'
import type { Quantity } from '../domain/quantity.js'
import type { NetGroup } from './net-groups.js'
import type { AnswerClassName, Knowledge } from './records.js'

/** A point in a run: global order, and milliseconds for people. */
export interface Moment {
  readonly seq: number
  readonly t: number
}

/** A refusal of a call that carried a fact. */
export interface Refusal extends Moment {
  readonly cid: number
  readonly status: number
  readonly code: string
  readonly answerClass: AnswerClassName
  /** A fault refused it, and no system. */
  readonly byFault: boolean
}

/** What the twin answered to the right commands of a fact, when it came to it by itself or when it was asked. */
export interface TwinAnswer extends Moment {
  readonly answer: 'taken' | 'refused' | 'not now' | 'not asked'
  readonly system: SystemName | undefined
  readonly code: string
  /** The refusal, or the exception, that it was asked about. */
  readonly cid: number | undefined
  readonly xid: string | undefined
}

/** An amount or a count that a fact obliges. */
export interface Expectation {
  /** What it is summed by: one object for each distinct group, so that groups are compared by identity. */
  readonly at: NetGroup
  readonly flow: FlowName
  readonly quantity: Quantity
  /** The quantity in millionths; NaN where that is not exact. */
  readonly millionths: number
  /** Where it belongs, with the dimensions that it is not summed by, if that is elsewhere than what its fact is about. */
  readonly apart?: Dims
}

/** A state that a fact obliges. */
export interface StateExpectation {
  readonly fact: FactState
  readonly entity: EntityState
  readonly flow: FlowName
  readonly group: string
  readonly version: number | undefined
  readonly after: Value
  readonly active: boolean | undefined
  readonly effective: { readonly from: string; readonly to?: string } | undefined
}

/** All that is known of one fact so far. Lists are replaced when they grow. */
export interface FactState {
  readonly eid: string
  readonly seq: number
  readonly t: number
  /** Its own flow, and all that it belongs to. */
  readonly flow: FlowName
  readonly flows: readonly FlowName[]
  readonly type: string
  readonly source: SystemName
  readonly plant: string
  /** As it stands on the wire. */
  readonly key: string
  /** The same, with its plant in front where several plants have it: `P1/MC-000001`. */
  readonly businessKey: string
  readonly entity: string
  readonly dims: Dims
  readonly sequenceKey: string
  readonly streamSeq: number
  readonly must: Must
  readonly covered: boolean
  readonly reverses: string
  readonly physId: string
  readonly partOf: string
  readonly supersedes: readonly string[]
  readonly gates: readonly Gate[]
  readonly occurredAt: string
  /** Amounts and counts; of covered flows only, where some of its flows are not covered. */
  readonly expect: readonly Expectation[]
  readonly states: readonly StateExpectation[]
  /** First healthy offer, or publication in a feed. */
  offered: Moment | undefined
  /** Offers made after heal (webhook), or still in the feed then. */
  offeredAfterHeal: boolean
  deliveries: number
  /** The last one of them that came to an end, and how; of a feed, the last page. */
  deliveredLast: Moment | undefined
  lastOutcome: string
  /** What the target answered to deliveries that it refused, and how often. */
  refusedWith?: Map<number, number>
  /** The source saw 2xx, or a later poll came with a cursor past it. First and last time. */
  owed: Moment | undefined
  owedLast: Moment | undefined
  exposedFirst: Moment | undefined
  /** The incarnation of the first exposure; the first exposures of others are in `exposedLater`. */
  exposedIncarnation: number
  exposedLater?: Map<number, Moment>
  givenUp: boolean
  /** The record at which it was seen to be plainly posted; negative for one at which it was not. */
  plainAt: number
  refusals: readonly Refusal[]
  twin: readonly TwinAnswer[]
  /** Calls that carried it. */
  cids: readonly number[]
  /** Exceptions that name it: xid. */
  exceptions: ReadonlySet<string>
  /** Postings attributed to it, in order of commit. */
  postings: readonly Posting[]
  /** What a stand-in posted of it, where the target covers the rest: nothing to judge, and yet done. */
  played: readonly Posting[]
}

/** One line of a posting: an amount or a count, summed by its net group. */
export interface PostingLine {
  /** Of its record. */
  readonly seq: number
  readonly at: NetGroup
  readonly quantity: Quantity
  /** The quantity in millionths; NaN where that is not exact. */
  readonly millionths: number
  readonly unit: string
  readonly sent: { readonly quantity: Quantity; readonly unit: string } | undefined
  /** All dimensions that the effect has, also those that it is not summed by. */
  readonly dims: Dims
  readonly issueMode: IssueMode | undefined
}

/** One write of a group of an entity. */
export interface StateWrite extends Moment {
  readonly entity: EntityState
  readonly group: string
  readonly version: number | undefined
  readonly before: Value | undefined
  readonly after: Value
  readonly active: boolean | undefined
  readonly effective: { readonly from: string; readonly to?: string } | undefined
  readonly derived: boolean
  readonly posting: Posting
}

/** An entity of a system: its writes by group, in order of commit. */
export interface EntityState {
  readonly system: SystemName
  readonly entity: string
  readonly dims: Dims
  readonly groups: Map<string, readonly StateWrite[]>
  readonly obliged: Map<string, ObligedStates>
}

/** What facts oblige of one group of an entity; what has to be rejected is left out. */
interface ObligedStates {
  /** The newest of those that no later one replaces. */
  newest: StateExpectation | undefined
  readonly byVersion: Map<number | undefined, StateExpectation[]>
}

/** How sure it is which facts a posting stands for. At `group` only aggregates are judged. */
export type AttributionLevel = 'exact' | 'template' | 'dimensions' | 'group' | 'none'

/** A document, a state write or a counted thing. State writes of one call without a document are one posting. */
export interface Posting extends Moment {
  readonly system: SystemName
  /** Document number; empty for state writes without one. */
  readonly doc: string
  readonly kind: string
  readonly plant: string
  /** Dimensions of its first effect. */
  readonly dims: Dims
  readonly references: readonly string[]
  /** Of the first line that has any. */
  postingDate: string
  documentDate: string
  readonly reversesDoc: string
  reversedBy: readonly Posting[]
  /** The call that committed it; 0 for one that a system or the scenario made. */
  readonly cid: number
  readonly step: string
  lines: readonly PostingLine[]
  writes: readonly StateWrite[]
  /** Facts that it stands for. */
  facts: readonly FactState[]
  level: AttributionLevel
  readonly correlation: string
}

/** Facts and the postings that stand for them. */
export interface Scope {
  readonly facts: readonly FactState[]
  readonly postings: readonly Posting[]
}

export interface CallState {
  readonly cid: number
  readonly seq: number
  readonly t: number
  readonly system: SystemName
  readonly operation: string
  readonly posts: boolean
  readonly understood: boolean
  readonly eids: readonly string[]
  /** Its references that name a part of a fact (`KEY#1`), as they were written. */
  readonly parts: readonly string[]
  readonly dims: Dims
  readonly incarnation: number
  readonly idempotencyKey: string
  readonly bodyHash: string
  readonly method: string
  readonly path: string
  status: number
  answerClass: AnswerClassName | ''
  code: string
  dedupedTo: string
  postings: readonly Posting[]
  knowledge: Knowledge | ''
  fault: string
  ended: Moment | undefined
}

export interface ExceptionState {
  readonly xid: string
  readonly opened: Moment
  eids: readonly string[]
  keys: readonly string[]
  class: string
  reason: string
  owner: string
  status: 'open' | 'closed'
  resolution: string
}

/** What became of one fault of the plan. */
export interface FaultState {
  /** How often it fired. */
  fired: number
  /** The run is over, and it never fired. */
  missed: boolean
  /** What came nearest to a fault that never fired. */
  nearest: string
}

/** What a scenario had to reach, as the run counted it. */
export interface ReachState extends Moment {
  readonly count: number
  readonly nearest: string
}

/** Something broke that no plan asked for. */
export interface HarnessErrors {
  readonly count: number
  readonly first?: Moment & { readonly where: string; readonly message: string }
  /** Why no finding of the run can be held against the target. */
  readonly spoiled?: string
}

/** A time at which the run itself was late. */
export interface Slowness {
  readonly late_ms: number
  /** Milliseconds of the run. */
  readonly from: number
  readonly until: number
  /** Records it may have had a part in: those behind the first of these, up to the second. */
  readonly after: number
  upTo: number
}

/**
 * How a fact ended, in the terms of its obligation; worked out in one place. `short`: a part of it is missing. `over`: there is more
 * than it obliges. `excepted`: people have it, for a lasting obstacle. `parked`: people have it, and nothing lasting stood in the way.
 * `returned`: its source gave up. `suppressed`: it and what cancels it were both left out. `overtaken`: a state that a later one
 * replaced. `unseen`: an exception would settle it, and the target's exceptions cannot be seen. `forbidden`: it had to be rejected, and
 * has an effect. `blocked`: a fault that no heal ends stands in its way, and the target still tries.
 */
export type Ending =
  | 'posted'
  | 'short'
  | 'over'
  | 'excepted'
  | 'parked'
  | 'returned'
  | 'suppressed'
  | 'overtaken'
  | 'unseen'
  | 'forbidden'
  | 'blocked'
  | 'missing'
  | 'never-collected'
