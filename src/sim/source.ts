import type { Disturbance, MessageView, Moment } from '../faults/contract.js'
import { factName, streamOf } from '../domain/fact.js'
import type { PlannedFact } from '../scenario/plan.js'
import type { DeliveryRecord, Draft } from '../journal/records.js'
import type { PublishedEvent } from '../systems/contract.js'
import type { LinkParts } from './run-types.js'
import type { Latency } from './windows.js'

export interface SourceParts extends LinkParts {
  /** Numbers deliveries across all sources of the run. */
  readonly nextDid: () => number
  /** The same fact as it goes over the wire: names with the run's namespace. */
  readonly onWire: (fact: PlannedFact) => PlannedFact
  /** Takes secrets out of what the target says. */
  readonly redact: (text: string) => string
  /** The source system's own feed, which has every event whichever way the target chose. */
  readonly publish: (event: PublishedEvent) => void
  /** An event as the source system tells it. */
  readonly told: (event: PublishedEvent) => PublishedEvent
  /** How much longer a delivery takes now, by the latency windows of its link. */
  readonly latency: () => Latency
}

/** How often a delivery that waits for a certain fact looks whether that was acknowledged. */
const lookAgainMs = 20

/** A delivery under a number, to be journalled and asked about. */
export interface Numbered {
  readonly fact: PlannedFact
  readonly did: number
  readonly attempt: number
}

/** What else a fault does to a delivery that goes out now. */
interface Extra {
  readonly repeat?: Repeat
  readonly loseAnswer?: boolean
  /** How much later the source learns what the target answered. */
  readonly answerLate_ms?: number
}

/** One delivery more of a fact. */
export type Repeat = Omit<Disturbance & { readonly do: 'repeat' }, 'do'>

/**
 * The way of one system's facts to the target: pushed or polled. What both have in common is here: identities, what is held back, late or
 * repeated, and the records of it.
 */
export abstract class Source {
  protected readonly parts: SourceParts
  readonly #attempts = new Map<string, number>()
  readonly #emissions = new Map<string, number>()
  /** Facts that wait for a later one of their key, or for one that overtakes them, to go first. */
  readonly #held = new Set<{ readonly fact: PlannedFact; readonly release: () => void }>()
  #waiting = 0
  #stopped = false

  constructor(parts: SourceParts) {
    this.parts = parts
  }

  /** A fact occurred: hand it over, sooner or later. Its ids are canonical. */
  abstract emit(fact: PlannedFact): void

  /** Deliveries that are still to happen, whatever the target does. */
  pending(): number {
    return this.#waiting
  }

  /** Entries of its feed that a target that polls it has not come to. */
  unseen(): number {
    return 0
  }

  /** The link to the target broke, or came back (a buffer is then flushed at so many per second; 0 is at once). */
  linkDown(): void {}
  linkUp(_flush_per_s: number): void {}
  /** All faults are healed: from here on a source that pushes tries at least three times more. */
  heal(): void {}
  /** The target is gone or back. */
  pause(): void {}
  resume(): void {}
  /** The run is over: nothing is handed over any more, and nothing is tried again. */
  stop(): void {
    this.#stopped = true
  }

  protected get stopped(): boolean {
    return this.#stopped
  }

  /** A page of its feed, after a cursor and up to another, was handed to the target whole. */
  handedOut(_cid: number, _after: number, _upTo: number): void {}
  /** The target polled with this cursor: everything up to it is taken. */
  polled(_after: number): void {}

  /** Transport identities: stable for a fact's redeliveries, new for each re-emission. */
  protected newId(fact: PlannedFact): string {
    const emission = (this.#emissions.get(fact.eid) ?? 0) + 1
    this.#emissions.set(fact.eid, emission)
    // An id is nobody's key: it is made of what every header carries.
    return `${fact.source}-${encodeURIComponent(factName(this.parts.onWire(fact)))}-e${emission}`
  }

  protected eventOf(fact: PlannedFact, id: string): PublishedEvent {
    return eventOf(this.parts.onWire(fact), id, fact.eid)
  }

  /** Asks the faults about a delivery that is about to go out; undefined if it goes by `later`, now or never asked again. */
  protected admit(fact: PlannedFact, later: () => void): Extra | undefined {
    const disturbance = this.ask('deliver', { fact, did: 0, attempt: (this.#attempts.get(fact.eid) ?? 0) + 1 })
    switch (disturbance?.do) {
      case 'delay':
        if (disturbance.what === 'answer') return { answerLate_ms: disturbance.ms }
        this.later(disturbance.ms, later)
        return undefined
      case 'overtaken':
        if (disturbance.by === undefined) this.#hold(fact, disturbance.ms_max, later)
        else this.#holdFor(disturbance.by, disturbance.ms_max, later)
        return undefined
      case 'repeat':
        return { repeat: disturbance }
      case 'lose-answer':
        return { loseAnswer: true }
      default:
        return {}
    }
  }

  /** Has a fact go out once more, under the identity that it had or a new one, which is returned. */
  protected repeat(fact: PlannedFact, id: string, { as, after_ms, at_once }: Repeat, again: (id: string) => void): string {
    const next = as === 'same-id' ? id : this.newId(fact)
    // With no time between them, the second does not wait until the first has had its turn.
    if (at_once && after_ms === 0) again(next)
    else this.later(after_ms, () => again(next))
    return next
  }

  protected later(ms: number, then: () => void): void {
    if (this.#stopped) return
    this.#waiting += 1
    this.parts.clock.setTimer(ms, () => {
      this.#waiting -= 1
      if (!this.#stopped) then()
    })
  }

  #hold(fact: PlannedFact, ms_max: number, then: () => void): void {
    this.#waiting += 1
    const release = (): void => {
      if (!this.#held.delete(entry)) return
      this.#waiting -= 1
      cancel()
      then()
    }
    const entry = { fact, release }
    const cancel = this.parts.clock.setTimer(ms_max, release)
    this.#held.add(entry)
  }

  /** Until a certain fact was acknowledged, whichever system it comes from. */
  #holdFor(eid: string, ms_max: number, then: () => void): void {
    const { clock, evidence } = this.parts
    const until = clock.now() + ms_max
    const look = (): void => {
      if (evidence.facts.get(eid)?.owed || clock.now() >= until) then()
      else this.later(lookAgainMs, look)
    }
    this.later(lookAgainMs, look)
  }

  /** A fact went by: those that waited for that follow it. */
  protected passed(fact: PlannedFact): void {
    if (this.#held.size === 0) return
    const free = [...this.#held].filter((held) => overtakes(fact, held.fact))
    for (const held of free) held.release()
  }

  /** Journals one more try of a fact. */
  protected offer(fact: PlannedFact, channel: 'webhook' | 'feed', transportId: string, healthy = true): Numbered {
    const { recorder, incarnations, nextDid } = this.parts
    const attempt = (this.#attempts.get(fact.eid) ?? 0) + 1
    this.#attempts.set(fact.eid, attempt)
    const did = nextDid()
    const { source, eid } = fact
    recorder.record({ kind: 'offer', did, channel, source, eid, transportId, attempt, incarnation: incarnations.current, healthy })
    return { fact, did, attempt }
  }

  /** Journals how a try ended. */
  protected ended(
    { fact, did, attempt }: Numbered,
    end: Pick<Draft<DeliveryRecord>, 'outcome' | 'why'> &
      Partial<Pick<DeliveryRecord, 'incarnation' | 'targetAnswered' | 'sourceSaw' | 'says'>>,
  ): void {
    const { recorder, incarnations } = this.parts
    const unseen = { incarnation: incarnations.current, targetAnswered: null, sourceSaw: null }
    recorder.record({ kind: 'delivery', did, eid: fact.eid, attempt, ...unseen, ...end })
  }

  /** Asks the faults about a delivery; kills are carried out here, since they concern the target and not the message. */
  protected ask(moment: Moment, { fact, did, attempt }: Numbered, ended?: MessageView['ended']): Disturbance | undefined {
    const { faults, incarnations } = this.parts
    const [operation] = fact.flows
    const view: MessageView = {
      direction: 'delivery',
      system: fact.source,
      ...(operation !== undefined && { operation }),
      keys: [factName(fact)],
      attempt,
      posts: false,
      guarded: true,
      ...(ended && { ended }),
    }
    const decision = faults.ask(moment, view, { did, eids: [fact.eid] })
    if (decision?.disturbance.do !== 'kill') return decision?.disturbance
    incarnations.kill(decision.fault, decision.disturbance.restart_after_ms)
    return undefined
  }

  /** The source saw the acknowledgement. */
  protected acked(delivery: Numbered): void {
    const posted = (this.parts.evidence.facts.get(delivery.fact.eid)?.postings.length ?? 0) > 0
    this.ask('acked', delivery, { acked: true, posted })
  }
}

/** True if nothing but this one may lie between the older fact and its state. */
function overtakes(fact: PlannedFact, older: PlannedFact): boolean {
  if (fact.supersedes?.includes(older.eid)) return true
  const stream = streamOf(older)
  return stream !== undefined && stream === streamOf(fact) && older.streamSeq < fact.streamSeq
}

/** The event of a fact under a transport identity; `eid` is the canonical fact's, everything else goes over the wire. */
function eventOf(fact: PlannedFact, id: string, eid: string): PublishedEvent {
  return {
    id,
    eid,
    key: fact.businessKey,
    type: fact.type,
    // What happens in no plant (engineering is for all of them) happens in the system.
    source: fact.plant === '' ? `/${fact.source}` : `/${fact.source}/${fact.plant}`,
    subject: fact.businessKey,
    time: fact.stampedAt,
    data: fact.payload,
    ...(fact.sequenceKey !== undefined && { sequence: String(fact.streamSeq), partitionkey: fact.sequenceKey }),
  }
}
