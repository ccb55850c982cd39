import type { ExpectedEffect, FlowName, Must, SystemName } from '../domain/fact.js'
import type { DocumentKind, EffectMeasure } from '../domain/effect.js'
import type { Quantity } from '../domain/quantity.js'
import type { AnswerClassName, Knowledge } from './records.js'

/** A point in a run: global order, and milliseconds for people. */
export interface Moment {
  readonly seq: number
  readonly t: number
}

/** A definite refusal of a call that carried a fact. */
export interface Refusal extends Moment {
  readonly cid: number
  readonly status: number
  readonly code: string
  readonly answerClass: AnswerClassName
}

/** All that is known of one fact so far. */
export interface FactState {
  readonly eid: string
  readonly seq: number
  readonly t: number
  readonly flow: FlowName
  readonly type: string
  readonly source: SystemName
  readonly plant: string
  readonly businessKey: string
  readonly order: string
  readonly operation: string
  readonly sequenceKey: string
  readonly streamSeq: number
  readonly final: boolean
  readonly must: Must
  readonly covered: boolean
  readonly reverses: string
  readonly physId: string
  readonly occurredAt: string
  /** Expected effects; `dims` is their dimensions key. */
  readonly expect: readonly (ExpectedEffect & { readonly dims: string })[]
  /** First healthy offer, or publication in a feed. */
  offered?: Moment
  /** Offers made after heal (webhook), or still in the feed then. */
  offeredAfterHeal: boolean
  deliveries: number
  lastOutcome: string
  /** The source saw 2xx, or a later poll came with a cursor past it. First and last time. */
  owed?: Moment
  owedLast?: Moment
  /** First exposure per incarnation. */
  exposed: Map<number, Moment>
  exposedFirst?: Moment
  givenUp: boolean
  refusals: Refusal[]
  /** Calls that carried it. */
  cids: number[]
  /** Exceptions that name it: xid. */
  exceptions: Set<string>
  /** Documents attributed to it, in order of commit. */
  docs: DocState[]
}

/** One line of a document, summed by dimensions. */
export interface DocLine {
  readonly dims: string
  readonly measure: EffectMeasure
  readonly quantity: Quantity
  readonly unit: string
  readonly sent?: { readonly quantity: Quantity; readonly unit: string }
  readonly item?: string
  readonly lot?: string
  readonly location?: string
  readonly issueMode?: 'backflush' | 'explicit'
}

/** How sure it is which facts a document stands for. At `group` only aggregates are judged. */
export type AttributionLevel = 'exact' | 'template' | 'dimensions' | 'group' | 'none'

export interface DocState extends Moment {
  readonly system: SystemName
  readonly doc: string
  readonly docKind: DocumentKind
  readonly plant: string
  readonly order: string
  readonly operation: string
  readonly references: readonly string[]
  readonly postingDate: string
  readonly documentDate: string
  readonly reversesDoc: string
  reversedBy: DocState[]
  /** The call that committed it; 0 for one that a system or the scenario made. */
  readonly cid: number
  readonly step: string
  readonly lines: DocLine[]
  /** Facts that it stands for. */
  facts: FactState[]
  level: AttributionLevel
  correlation: string
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
  readonly order: string
  readonly incarnation: number
  readonly idempotencyKey: string
  readonly bodyHash: string
  readonly method: string
  readonly path: string
  status: number
  answerClass: AnswerClassName | ''
  code: string
  dedupedTo: string
  docs: DocState[]
  knowledge: Knowledge | ''
  fault: string
  ended?: Moment
  clientClosedFirst: boolean
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
  seenAt: 'desk' | 'file' | 'log' | 'http'
}

/** Facts and documents that belong together because they share attributions or cancel each other. */
export interface Component {
  readonly facts: readonly FactState[]
  readonly docs: readonly DocState[]
  /** Signed sums by dimensions key. */
  readonly expected: ReadonlyMap<string, Quantity>
  readonly actual: ReadonlyMap<string, Quantity>
}

/** What became of one fault of the plan. */
export interface FaultState {
  readonly fault: string
  readonly name: string
  readonly firing: 'must' | 'may'
  /** How often it fired. */
  fired: number
  /** What came nearest to a fault that never fired. */
  nearest: string
  missed?: Moment
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
}
