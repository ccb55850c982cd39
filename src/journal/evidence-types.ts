import type { FlowName, Must, SystemName } from '../domain/fact.js'
import type { DocumentKind, EffectMeasure } from '../domain/effect.js'
import type { Quantity } from '../domain/quantity.js'
import type { Dimension } from './dimensions.js'
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

/** An effect that a fact obliges. */
interface Expectation {
  /** Its dimensions key, and what that key stands for. */
  readonly dims: string
  readonly at: Dimension
  readonly measure: EffectMeasure
  readonly quantity: Quantity
  /** The quantity in millionths; NaN where that is not exact. */
  readonly millionths: number
}

/** All that is known of one fact so far. Lists are replaced when they grow. */
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
  readonly expect: readonly Expectation[]
  /** First healthy offer, or publication in a feed. */
  offered: Moment | undefined
  /** Offers made after heal (webhook), or still in the feed then. */
  offeredAfterHeal: boolean
  deliveries: number
  lastOutcome: string
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
  /** Calls that carried it. */
  cids: readonly number[]
  /** Exceptions that name it: xid. */
  exceptions: ReadonlySet<string>
  /** Documents attributed to it, in order of commit. */
  docs: readonly DocState[]
}

/** One line of a document, summed by dimensions. */
export interface DocLine {
  readonly dims: string
  readonly at: Dimension
  readonly measure: EffectMeasure
  readonly quantity: Quantity
  /** The quantity in millionths; NaN where that is not exact. */
  readonly millionths: number
  readonly unit: string
  readonly sent: { readonly quantity: Quantity; readonly unit: string } | undefined
  readonly item: string | undefined
  readonly lot: string | undefined
  readonly location: string | undefined
  readonly issueMode: 'backflush' | 'explicit' | undefined
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
  reversedBy: readonly DocState[]
  /** The call that committed it; 0 for one that a system or the scenario made. */
  readonly cid: number
  readonly step: string
  lines: readonly DocLine[]
  /** Facts that it stands for. */
  facts: readonly FactState[]
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
  docs: readonly DocState[]
  knowledge: Knowledge | ''
  fault: string
  ended: Moment | undefined
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
