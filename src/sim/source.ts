import type { Disturbance, MessageView, Moment } from '../faults/contract.js'
import type { PlannedFact } from '../scenario/plan.js'
import type { EvidenceBuilder } from '../journal/evidence-builder.js'
import type { PublishedEvent } from '../systems/contract.js'
import type { Clock } from './clock.js'
import type { FaultEngine } from './fault-engine.js'
import type { Incarnations } from './incarnations.js'
import type { Recorder } from './recorder.js'

/** A source's way to the target: by webhook or by feed. */
export interface Source {
  /** A fact occurred: hand it over, sooner or later. Its ids are canonical. */
  emit(fact: PlannedFact): void
  /** The link from the source to the target broke, or came back (a buffer is then flushed at so many per second; 0 is at once). */
  linkDown(): void
  linkUp(flush_per_s: number): void
  /** Deliveries that are still to happen, whatever the target does. */
  pending(): number
  /** All faults are healed: from here on the source tries at least three times more. */
  heal(): void
  /** The target is gone or back. */
  pause(): void
  resume(): void
}

export interface SourceParts {
  readonly clock: Clock
  readonly recorder: Recorder
  readonly evidence: EvidenceBuilder
  readonly faults: FaultEngine
  readonly incarnations: Incarnations
  readonly nextDid: () => number
  /** The same fact as it goes over the wire: keys and order numbers with the run's namespace. */
  readonly onWire: (fact: PlannedFact) => PlannedFact
  /** The source system's own feed, which has every event whichever way the target chose. */
  readonly publish: (event: PublishedEvent) => void
}

/** The event of a fact under a transport identity; `eid` is the canonical fact's, everything else goes over the wire. */
export function eventOf(fact: PlannedFact, id: string, eid: string): PublishedEvent {
  return {
    id,
    eid,
    key: fact.businessKey,
    type: fact.type,
    source: `/${fact.source}/${fact.plant}`,
    subject: fact.businessKey,
    time: fact.stampedAt,
    data: fact.payload,
    ...(fact.sequenceKey !== undefined && { sequence: String(fact.streamSeq), partitionkey: fact.sequenceKey }),
  }
}

/** Transport identities: stable for a fact's redeliveries, new for each re-emission. */
export class TransportIds {
  readonly #emissions = new Map<string, number>()
  readonly #onWire: SourceParts['onWire']

  constructor(onWire: SourceParts['onWire']) {
    this.#onWire = onWire
  }

  first(fact: PlannedFact): string {
    this.#emissions.delete(fact.eid)
    return this.next(fact)
  }

  next(fact: PlannedFact): string {
    const emission = (this.#emissions.get(fact.eid) ?? 0) + 1
    this.#emissions.set(fact.eid, emission)
    return `${fact.source}-${this.#onWire(fact).businessKey}-e${emission}`
  }
}

export function deliveryView(fact: PlannedFact, attempt: number, ended?: MessageView['ended']): MessageView {
  return {
    direction: 'delivery',
    system: fact.source,
    operation: fact.flow,
    keys: [fact.businessKey],
    attempt,
    guarded: true,
    ...(ended && { ended }),
  }
}

/** Asks the faults about a delivery; kills are carried out here, since they concern the target and not the message. */
export function askDelivery(
  parts: SourceParts,
  moment: Moment,
  view: MessageView,
  on: { did: number; eid: string },
): (Disturbance & { fault: string }) | undefined {
  const decision = parts.faults.ask(moment, view, { did: on.did, eids: [on.eid] })
  if (!decision) return undefined
  if (decision.disturbance.do === 'kill') {
    parts.incarnations.kill(decision.fault, decision.disturbance.restart_after_ms)
    return undefined
  }
  return { ...decision.disturbance, fault: decision.fault }
}
