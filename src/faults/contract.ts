/** Where on a message's way a fault sits (the boundary points). */
type BoundaryPoint = 'P0' | 'P1' | 'P2' | 'P3' | 'P4' | 'P5' | 'P6' | 'P7' | 'P8' | 'O' | 'kill' | 'system' | 'link'

/** What a fault needs the wire to be able to do. A transport that lacks one refuses the plan: it never fakes. */
export const wireNeeds = ['refuse-connection', 'reset', 'hang', 'cut', 'answer', 'delay', 'repeat', 'reorder', 'process', 'step'] as const
export type WireNeed = (typeof wireNeeds)[number]

/** A message as a fault may see it: never a body, never a system. */
export interface MessageView {
  readonly direction: 'call' | 'delivery'
  readonly system: string
  readonly operation?: string
  readonly keys: readonly string[]
  /** By arrival, per operation and key. */
  readonly attempt: number
  /** It may commit something; a look-up does not. */
  readonly posts: boolean
  /** The request carries something that the operation honours as an identity (key, enforced unique reference, version). */
  readonly guarded: boolean
  /** Set once the system has served it. */
  readonly served?: { readonly status: number; readonly effects: number }
  /** Set once a delivery has ended. */
  readonly ended?: { readonly acked: boolean; readonly posted: boolean }
}

/**
 * When a fault is asked. `arrive`: the message is whole, nothing has happened. `served`: effects are committed, no byte of the answer
 * is written. `deliver`: a source is about to send. `acked`: the source saw the acknowledgement. `received`: the target has the whole
 * delivery and has not answered. `answered`: the answer of a call was handed over.
 */
export type Moment = 'arrive' | 'served' | 'deliver' | 'received' | 'acked' | 'answered'

/** What to do with the message. Each can be expressed by a wire or not; see `WireNeed`. */
export type Disturbance =
  | { readonly do: 'lose-request'; readonly how: 'reset' | 'hang' }
  | {
      readonly do: 'refuse'
      readonly status: number
      /** For good, for now, or until the caller has signed in anew. */
      readonly answerClass: 'business' | 'transient' | 'handshake'
      readonly code: string
      readonly message: string
      readonly headers: Readonly<Record<string, string>>
    }
  | { readonly do: 'lose-answer'; readonly how: 'reset' | 'hang' }
  | { readonly do: 'replace-answer'; readonly status: number }
  /** The system does what it is asked and takes it back: nothing is left of it but the answer. */
  | { readonly do: 'roll-back'; readonly status: number }
  | { readonly do: 'cut-answer'; readonly after_bytes: number }
  /** Hold the answer until the client has closed; then it is too late. */
  | { readonly do: 'late-answer' }
  | { readonly do: 'delay'; readonly ms: number; readonly what: 'request' | 'answer' }
  /** `at_once`: counted from when the first is sent, and not from its acknowledgement. */
  | { readonly do: 'repeat'; readonly as: 'same-id' | 'new-id'; readonly after_ms: number; readonly at_once: boolean }
  /** Hold this delivery until a later one of the same sequence key, or that of fact `by`, was acknowledged, at most so long. */
  | { readonly do: 'overtaken'; readonly ms_max: number; readonly by?: string }
  | { readonly do: 'kill'; readonly restart_after_ms: number }

/** What a fault makes a system do, for those that are changes of its state. */
export interface FaultSteps {
  readonly system: string
  /** Begins with the burst, or with the first call that touches the subject. */
  readonly anchor: 'burst' | 'first-call'
  /** From the anchor to `begin`. */
  readonly from_ms: number
  /** From `begin` to `end`. */
  readonly for_ms: number
  readonly begin: Readonly<Record<string, unknown>> & { readonly do: string }
  readonly end: Readonly<Record<string, unknown>> & { readonly do: string }
}

/** Where on its way a message is slow: before it is taken in, behind that, or (`either`) before it where that is fair, else behind. */
export const legs = ['either', 'before', 'after'] as const
export type Leg = (typeof legs)[number]

export interface JsonSchema {
  readonly [key: string]: unknown
}

/** One kind of disturbance. One file per fault; the index is the only list. */
export interface FaultKind {
  /** As scenarios, journal and command line name it. */
  readonly name: string
  readonly point: BoundaryPoint
  /** One sentence in business words: what happens to the message. */
  readonly title: string
  /** JSON Schema of `settings`, with defaults and descriptions. */
  readonly settings: JsonSchema
  readonly directions: readonly ('call' | 'delivery')[]
  /** `must` if it depends on harness and facts alone. */
  readonly firing: 'must' | 'may'
  /** Directions on which it may fire and need not, though `firing` says must: there its point depends on what the target sends. */
  readonly mayOn?: readonly ('call' | 'delivery')[]
  /** Needs, given settings. */
  needs(settings: Readonly<Record<string, unknown>>): readonly WireNeed[]
  /** The moment at which it acts, given settings; a fault for both directions needs the direction too. Windows and steps have none. */
  moment?(settings: Readonly<Record<string, unknown>>, direction?: MessageView['direction']): Moment
  /** Whether the point exists on this message at that moment (a lost answer needs an effect). */
  eligible?(message: MessageView, settings: Readonly<Record<string, unknown>>): boolean
  disturb?(settings: Readonly<Record<string, unknown>>): Disturbance
  /** A setting that names a fact: the plan has the fact's id there. */
  readonly namesFact?: string
  /** What is wrong with settings that are right one by one: the setting, and a sentence. */
  contradiction?(settings: Readonly<Record<string, unknown>>): { readonly setting: string; readonly message: string } | undefined
  /** Even if its times are `persistent` it ends when everything heals: for ever, it would leave nothing to be judged. */
  readonly endsAtHeal?: true
  steps?(settings: Readonly<Record<string, unknown>>): FaultSteps
  /** For link windows: what the link does while it lasts. */
  link?(settings: Readonly<Record<string, unknown>>): {
    readonly down: boolean
    readonly latency_ms: number
    readonly jitter_ms: number
    readonly leg: Leg
    readonly flush_per_s: number
  }
}
