import type { Dims, FlowName, SystemName } from '../../domain/names.js'
import type { Gate, ExpectedEffect, Must } from '../../domain/fact.js'
import type { AnswerClassName, Knowledge, RecordOf } from '../records.js'

/**
 * What happened in a run, as people draw it: systems side by side with the target in the middle, messages between them, what was committed,
 * what was disturbed. It is built from the records of a journal, one by one, and is the same whether the run goes on or is stored.
 */

/** A record's place: its number, and milliseconds since the start. */
export interface At {
  readonly seq: number
  readonly t: number
}

/** A system's lane has the system's name; the target's has this one. */
export const targetLane = 'target'

export interface Lane {
  readonly id: string
  /** "ERP". */
  readonly title: string
  readonly isTarget: boolean
  /** It has a ledger that targets write to. */
  readonly books: boolean
}

/** How a message goes: pushed, through a feed that is polled, or called. */
type Wire = 'webhook' | 'feed' | 'call'

/** A fault that fired on a message. */
interface FaultHit extends At {
  /** Identity of the fault in its plan: `lose-answer-1`. */
  readonly fault: string
  readonly name: string
}

/** A delivery of a fact to the target, or a call of the target. Times that have not come are absent. */
export interface Message {
  /** `d12` of a delivery, `c34` of a call. */
  readonly id: string
  readonly what: 'delivery' | 'call'
  /** `did` or `cid`. */
  readonly number: number
  readonly wire: Wire
  readonly from: string
  readonly to: string
  /** What is asked: an operation, or method and path where no operation understood it; of a delivery the word of its flow. */
  readonly label: string
  /** `POST /confirmations`; empty of a delivery. */
  readonly line: string
  /** Business keys that it carries. */
  readonly keys: readonly string[]
  /** Facts that these stand for. */
  readonly eids: readonly string[]
  readonly flow: FlowName
  /** Whether it wants something posted: a read does not. */
  readonly posts: boolean
  readonly attempt: number
  readonly incarnation: number
  readonly sent: At
  /** The whole message was there. */
  arrived?: At
  /** Further times that a feed handed it out. */
  shownAgain: readonly At[]
  /** What the system did, and whether a fault answered instead of it. */
  served?: At & { readonly status: number; readonly answerClass: AnswerClassName; readonly code: string; readonly dedupedTo: string }
  /** How it ended for its sender. `status` is null where nothing came, `why` what is known of it. */
  answered?: At & { readonly status: number | null; readonly knowledge: Knowledge | 'given-up'; readonly why: string }
  /** What the receiver answered, whether or not that came through. */
  receiverSaid?: number | null
  committed: readonly Commit[]
  faults: readonly FaultHit[]
  /** The message before it about the same: a try that failed (`retry`), or one that was acknowledged (`repeat`). */
  readonly again?: { readonly of: string; readonly how: 'retry' | 'repeat' }
  /** The next one about the same. */
  followedBy?: string
  /** The delivery that told the target of what a call is about. */
  readonly causedBy?: string
  /** Facts that a call read out of a system. */
  read: readonly string[]
  /** What did not arrive: the message, or the answer to it. */
  lost?: 'message' | 'answer'
  /** Why it was not understood. */
  readonly problem?: string
  /** What an inspector shows beside: idempotency key, correlation, size of the body, dimensions. */
  readonly about: readonly (readonly [name: string, value: string])[]
}

/** One line of a ledger that changed. */
export interface Change {
  readonly seq: number
  readonly what: 'quantity' | 'count' | 'state'
  /** `yield`, `status`: measure, or field group. */
  readonly name: string
  /** What it is of: dimensions, or the entity. */
  readonly of: string
  readonly doc: string
  /** Signed amount with unit; of a state empty. */
  readonly amount: string
  /** Sum, stock or value. Unknown of a value whose first write does not say: empty. */
  readonly before: string
  readonly after: string
  /** The system worked it out by itself. */
  readonly derived: boolean
}

/** What one call, step or fault changed in one system. */
export interface Commit extends At {
  readonly system: SystemName
  /** The message that brought it; absent of what a step, a fault or a stand-in did. */
  readonly message?: string
  readonly by: string
  docs: readonly string[]
  changes: readonly Change[]
  readonly eids: readonly string[]
}

/** A fact, and how far it has come. */
export interface FactLine extends At {
  readonly eid: string
  readonly source: SystemName
  readonly flows: readonly FlowName[]
  readonly key: string
  readonly plant: string
  readonly entity: string
  readonly dims: Dims
  readonly physId: string
  readonly must: Must
  readonly covered: boolean
  /** The target has to post something for it. */
  readonly owes: boolean
  readonly expect: readonly ExpectedEffect[]
  readonly payload: Readonly<Record<string, unknown>>
  readonly causes: readonly string[]
  /** Facts whose state it overtakes, once it is posted. */
  readonly supersedes: readonly string[]
  /** Its id and its key as messages carry them: one list for all that carry it alone. */
  readonly alone: { readonly eids: readonly string[]; readonly keys: readonly string[] }
  readonly reverses?: string
  /** Its messages, by their ids, in order; at most `factMessagesMax`. */
  messages: readonly string[]
  shown?: At
  owed?: At
  applied?: At
  /** Systems that have an effect of it. */
  appliedIn: readonly SystemName[]
  /** Handed to people. */
  excepted?: At
  /** Its source got it back. */
  givenUp?: At
  /** Something newer about the same was posted: nothing of this is owed any more. */
  overtaken?: At
}

/** From when to when a fault stood. One that strikes single messages stands from its first to its last strike. */
export interface Band {
  readonly fault: string
  readonly name: string
  readonly firing: 'must' | 'may'
  /** True of one that stands until it is healed. */
  readonly lasting: boolean
  readonly from: At
  to?: At
  fired: number
}

/** A gate that was shut when its fact occurred. */
export interface GateWait {
  readonly eid: string
  readonly gate: Gate
  readonly title: string
  readonly from: At
  /** What it still waits for. */
  readonly pending: Set<string>
  opened?: At
}

/** What the target handed to people. */
export interface ExceptionLine {
  readonly xid: string
  readonly keys: readonly string[]
  readonly eids: readonly string[]
  readonly text: string
  readonly owner: string
  readonly opened: At
  closed?: At
}

/** One life of the target. */
export interface Life {
  readonly incarnation: number
  readonly spawned: At
  ready?: At
  killed?: At
  ended?: At & { readonly how: string; readonly scripted: boolean }
  logTail: readonly string[]
}

export interface Phase {
  readonly name: string
  readonly from: At
}

/** What stands in one row of a flow, in the order of the records. */
export type Row = At &
  (
    | { readonly what: 'fact'; readonly fact: FactLine }
    /** Put into a feed: nobody has it yet. */
    | { readonly what: 'published'; readonly message: Message }
    | { readonly what: 'sent' | 'shown-again' | 'answered'; readonly message: Message }
    | { readonly what: 'commit'; readonly commit: Commit }
    | {
        readonly what: 'fault'
        readonly how: 'fired' | 'healed' | 'missed'
        readonly fault: string
        readonly on: string
        readonly message?: Message
      }
    | { readonly what: 'gate'; readonly gate: GateWait; readonly how: 'waits' | 'opens' }
    | { readonly what: 'exception'; readonly exception: ExceptionLine; readonly how: 'opened' | 'closed' }
    | { readonly what: 'life'; readonly life: Life; readonly how: 'spawned' | 'ready' | 'killed' | 'ended' }
    | { readonly what: 'mark'; readonly text: string; readonly tone: 'phase' | 'note' | 'bad' }
  )

/** The end of the wait for rest. */
export type QuietMark = RecordOf<'mark'> & { readonly mark: 'quiet' }

/** Messages that are remembered of one fact; a retry without end has more, which are counted with their rows. */
export const factMessagesMax = 400
