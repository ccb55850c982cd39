import type { Effect } from '../domain/effect.js'
import type { Fact } from '../domain/fact.js'
import type { Dims, SystemName } from '../domain/names.js'

/**
 * The journal: one JSON record per line, the header first. `seq` orders everything; `t` (milliseconds since start) is for people and
 * windows.
 */
export const journalFormat = 'mfgsync.journal'
export const journalVersion = 2

interface Base {
  readonly seq: number
  /** Milliseconds since the start of the run, to the microsecond. */
  readonly t: number
}

/** What the sender of a message could know about it. */
export type Knowledge = 'acked' | 'refused' | 'indeterminate'
/** `stale`: the version that the caller named is not the current one (412, 428). `handshake`: fetch a token first (401, 403). */
export const answerClasses = ['success', 'transient', 'business', 'duplicate', 'stale', 'handshake', 'not-understood'] as const
export type AnswerClassName = (typeof answerClasses)[number]

/** Something happened in a source system. */
export interface FactRecord extends Base, Fact {
  readonly kind: 'fact'
  /** False where a stand-in plays the flow: printed, not judged. */
  readonly covered: boolean
}

/** One try to hand facts to the target; for a feed, publication. */
export interface OfferRecord extends Base {
  readonly kind: 'offer'
  readonly did: number
  readonly channel: 'webhook' | 'feed'
  readonly source: SystemName
  readonly eid: string
  readonly transportId: string
  /** From 1, per fact. */
  readonly attempt: number
  readonly incarnation: number
  /** False while the link was down: nothing reached the target. */
  readonly healthy: boolean
}

/** The whole message reached the target: the webhook's body was written, the feed's page was handed out, a read returned it. */
export interface ExposedRecord extends Base {
  readonly kind: 'exposed'
  readonly did: number
  readonly eid: string
  readonly incarnation: number
  readonly how: 'webhook' | 'page' | 'read'
  /** The call that read it, for `page` and `read`. */
  readonly cid?: number
  readonly cursor?: string
}

/** How a delivery ended. */
export interface DeliveryRecord extends Base {
  readonly kind: 'delivery'
  readonly did: number
  readonly eid: string
  readonly attempt: number
  readonly incarnation: number
  /** What the target answered; null when it answered nothing that was seen by mfgsync. */
  readonly targetAnswered: number | null
  /** What the source saw of it; null when a fault or the network took the answer. */
  readonly sourceSaw: number | null
  /** `acked`: the source saw a 2xx, or a later poll came with a cursor past it. `given-up`: returned to sender. */
  readonly outcome: 'acked' | 'refused' | 'indeterminate' | 'not-connected' | 'given-up'
  readonly why?: string
}

/** A request of the target, whole, as the target sent it. */
export interface CallArrivedRecord extends Base {
  readonly kind: 'call.arrived'
  readonly cid: number
  readonly system: SystemName
  /** Absent when no operation understood it. */
  readonly operation?: string
  readonly posts: boolean
  readonly method: string
  readonly path: string
  /** Business keys that it contains, and the facts they stand for. */
  readonly keys: readonly string[]
  readonly eids: readonly string[]
  /** Per operation and first key, by arrival, from 1. */
  readonly attempt: number
  readonly incarnation: number
  readonly idempotencyKey?: string
  readonly correlation?: string
  /** What it is about, as far as the request names it: `{plant, order, routingStep}`. */
  readonly dims?: Dims
  /** Commands in the request, where there are several. */
  readonly commands?: number
  readonly bodyHash: string
  readonly bodyBytes: number
  readonly problem?: { readonly code: string; readonly message: string; readonly nearest?: string; readonly differences: readonly string[] }
}

/** What became of one command of a request that carried several. */
export interface ServedLine {
  readonly status: number
  readonly answerClass: AnswerClassName
  readonly code?: string
  /** The facts that the command stands for. */
  readonly eids: readonly string[]
  readonly effects: number
  readonly dedupedTo?: string
}

/** What the system did with a call, its effects committed. Absent when the request was lost or refused by a fault before it. */
export interface CallServedRecord extends Base {
  readonly kind: 'call.served'
  readonly cid: number
  readonly status: number
  readonly answerClass: AnswerClassName
  readonly code?: string
  readonly effects: number
  readonly dedupedTo?: string
  readonly settles?: readonly string[]
  /** One result per command, where the request carried several. */
  readonly lines?: readonly ServedLine[]
  /** The fault that answered instead of the system. */
  readonly fault?: string
}

/** What the target was told. */
export interface AnswerRecord extends Base {
  readonly kind: 'answer'
  readonly cid: number
  /** Null when nothing, or not all of it, was sent. */
  readonly status: number | null
  readonly knowledge: Knowledge
  readonly fault?: string
}

export interface CallClosedRecord extends Base {
  readonly kind: 'call.closed'
  readonly cid: number
  /** Bytes of the answer's body handed to the operating system. */
  readonly handedToOs: number
  readonly clientClosedFirst: boolean
}

/** One ledger entry. */
export type EffectRecord = Base & {
  readonly kind: 'effect'
  readonly system: SystemName
  /** The call that committed it, or the step of the plan, or the fault. */
  readonly cid?: number
  readonly step?: string
  readonly correlation?: string
  readonly idempotencyKey?: string
} & Effect

/** A fact that the target handed to people; every change of one exception repeats its `xid`. */
export interface ExceptionRecord extends Base {
  readonly kind: 'exception'
  readonly xid: string
  readonly keys: readonly string[]
  readonly eids: readonly string[]
  readonly class?: string
  readonly reason?: string
  readonly owner?: string
  readonly status: 'open' | 'closed'
  readonly resolution?: string
  readonly seenAt: 'desk' | 'file' | 'log' | 'http'
}

export interface FaultRecord extends Base {
  readonly kind: 'fault.armed' | 'fault.fired' | 'fault.missed' | 'fault.healed'
  readonly fault: string
  readonly name: string
  readonly firing: 'must' | 'may'
  /** The message it fired on: `target→erp · confirmation.create · MC-000007 · #1`. */
  readonly identity?: string
  readonly cid?: number
  readonly did?: number
  readonly eids?: readonly string[]
  /** For a fault that never fired: what came nearest. */
  readonly nearest?: string
}

export interface TargetRecord extends Base {
  readonly kind: 'target.spawned' | 'target.ready' | 'target.killed' | 'target.exited'
  readonly incarnation: number
  readonly pid?: number
  readonly code?: number | null
  readonly signal?: string | null
  /** True if the run itself ended it. */
  readonly scripted?: boolean
  readonly fault?: string
  /** Last lines of its output, for an end that nobody scripted. */
  readonly logTail?: readonly string[]
}

/** Something broke that no plan asked for: the run is `unknown`. */
interface HarnessErrorRecord extends Base {
  readonly kind: 'harness.error'
  readonly where: string
  readonly message: string
}

/** How the wait for quiescence ended. */
export type QuietHow = 'quiet' | 'patience' | 'limit' | 'interrupted' | 'target-gone'

export type MarkRecord = Base & { readonly kind: 'mark' } & (
    | { readonly mark: 'phase'; readonly phase: 'set-up' | 'burst' | 'heal' | 'judge' }
    | { readonly mark: 'heal' }
    | {
        readonly mark: 'quiet'
        readonly how: QuietHow
        readonly waited_ms: number
        readonly patience_ms: number
        readonly outstanding: number
      }
    | { readonly mark: 'reach'; readonly name: string; readonly count: number; readonly nearest?: string }
    | { readonly mark: 'final-state'; readonly system: SystemName; readonly state: Readonly<Record<string, unknown>> }
    /** Why the run ended before it could be judged: exit 4. */
    | { readonly mark: 'set-up-error'; readonly message: string; readonly details: readonly string[] }
    | { readonly mark: 'end'; readonly records: number }
  )

export type JournalRecord =
  | FactRecord
  | OfferRecord
  | ExposedRecord
  | DeliveryRecord
  | CallArrivedRecord
  | CallServedRecord
  | AnswerRecord
  | CallClosedRecord
  | EffectRecord
  | ExceptionRecord
  | FaultRecord
  | TargetRecord
  | HarnessErrorRecord
  | MarkRecord

/** A record before the writer numbers it. */
export type Draft<R extends JournalRecord = JournalRecord> = R extends JournalRecord ? Omit<R, 'seq' | 't'> : never

/** Every kind of record, for readers and schemas. */
export const recordKinds = [
  'fact',
  'offer',
  'exposed',
  'delivery',
  'call.arrived',
  'call.served',
  'answer',
  'call.closed',
  'effect',
  'exception',
  'fault.armed',
  'fault.fired',
  'fault.missed',
  'fault.healed',
  'target.spawned',
  'target.ready',
  'target.killed',
  'target.exited',
  'harness.error',
  'mark',
] as const satisfies readonly JournalRecord['kind'][]
