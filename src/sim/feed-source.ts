import type { PlannedFact } from '../scenario/plan.js'
import { askDelivery, deliveryView, eventOf, TransportIds, type Source, type SourceParts } from './source.js'

interface Entry {
  readonly did: number
  readonly fact: PlannedFact
  readonly attempt: number
  exposed: boolean
  collected: boolean
}

/**
 * The change feed of a source. Every event goes into it, whichever way the target takes; when the target polls, the feed is the
 * way: publication is the offer, a page is the exposure, and a later poll with a cursor past it is the acknowledgement.
 */
export class FeedSource implements Source {
  readonly #parts: SourceParts
  readonly #offering: boolean
  readonly #ids: TransportIds
  readonly #entries: Entry[] = []
  readonly #attempts = new Map<string, number>()
  /** Facts that wait for a later one of their key to be published first. */
  readonly #held = new Map<string, { readonly fact: PlannedFact; release: () => void }[]>()
  #timers = 0
  #collectedUpTo = 0

  /** `offering`: the target polls. Otherwise the feed is there, and nobody is obliged to read it. */
  constructor(parts: SourceParts, offering: boolean) {
    this.#parts = parts
    this.#ids = new TransportIds(parts.onWire)
    this.#offering = offering
  }

  emit(fact: PlannedFact): void {
    if (!this.#offering) return this.#publish(fact, this.#ids.first(fact))
    const disturbance = askDelivery(this.#parts, 'deliver', deliveryView(fact, 1), { did: 0, eid: fact.eid })
    switch (disturbance?.do) {
      case 'delay':
        return this.#later(disturbance.ms, () => this.#publish(fact, this.#ids.first(fact)))
      case 'overtaken':
        return this.#hold(fact, disturbance.ms_max)
      case 'repeat': {
        const id = this.#ids.first(fact)
        this.#publish(fact, id)
        return this.#later(disturbance.after_ms, () => this.#publish(fact, disturbance.as === 'same-id' ? id : this.#ids.next(fact)))
      }
      default:
        this.#publish(fact, this.#ids.first(fact))
    }
  }

  linkDown(): void {}
  linkUp(): void {}
  heal(): void {}
  pause(): void {}
  resume(): void {}

  pending(): number {
    return this.#timers
  }

  /** Published, never handed out and not skipped by a cursor: a target that polls has not come to the end of the feed yet. */
  unseen(): number {
    let count = 0
    for (let index = this.#entries.length - 1; index >= this.#collectedUpTo && this.#entries[index]?.exposed === false; index -= 1)
      count += 1
    return count
  }

  /** A page was handed to the target whole. */
  handedOut(cid: number, from: number, upTo: number): void {
    for (let cursor = from + 1; cursor <= upTo; cursor += 1) {
      const entry = this.#entries[cursor - 1]
      if (!entry) continue
      const { did, fact, attempt } = entry
      entry.exposed = true
      this.#parts.recorder.record({
        kind: 'exposed',
        did,
        eid: fact.eid,
        incarnation: this.#parts.incarnations.current,
        how: 'page',
        cid,
        cursor: String(cursor),
      })
      // Handed out and not yet past the cursor: taken, and not acknowledged.
      if (this.#offering && !entry.collected) askDelivery(this.#parts, 'received', deliveryView(fact, attempt), { did, eid: fact.eid })
    }
  }

  /** The target polled with this cursor: everything up to it is taken. */
  polled(after: number): void {
    if (!this.#offering) return
    for (let cursor = this.#collectedUpTo + 1; cursor <= after; cursor += 1) {
      const entry = this.#entries[cursor - 1]
      if (!entry || entry.collected) continue
      entry.collected = true
      const { did, fact, attempt } = entry
      this.#parts.recorder.record({
        kind: 'delivery',
        did,
        eid: fact.eid,
        attempt,
        incarnation: this.#parts.incarnations.current,
        targetAnswered: null,
        sourceSaw: null,
        outcome: 'acked',
        why: 'a poll came with a cursor past it',
      })
      const posted = (this.#parts.evidence.facts.get(fact.eid)?.docs.length ?? 0) > 0
      askDelivery(this.#parts, 'acked', deliveryView(fact, attempt, { acked: true, posted }), { did, eid: fact.eid })
    }
    this.#collectedUpTo = Math.max(this.#collectedUpTo, after)
  }

  #publish(fact: PlannedFact, transportId: string): void {
    const attempt = (this.#attempts.get(fact.eid) ?? 0) + 1
    this.#attempts.set(fact.eid, attempt)
    const did = this.#parts.nextDid()
    this.#entries.push({ did, fact, attempt, exposed: false, collected: false })
    this.#parts.publish(eventOf(this.#parts.onWire(fact), transportId, fact.eid))
    if (!this.#offering) return
    this.#parts.recorder.record({
      kind: 'offer',
      did,
      channel: 'feed',
      source: fact.source,
      eid: fact.eid,
      transportId,
      attempt,
      incarnation: this.#parts.incarnations.current,
      healthy: true,
    })
    for (const held of (this.#held.get(fact.sequenceKey ?? '') ?? []).slice()) {
      if (held.fact.streamSeq < fact.streamSeq) held.release()
    }
  }

  #hold(fact: PlannedFact, ms_max: number): void {
    const key = fact.sequenceKey ?? ''
    const list = this.#held.get(key) ?? []
    this.#held.set(key, list)
    this.#timers += 1
    const release = (): void => {
      if (!list.includes(entry)) return
      list.splice(list.indexOf(entry), 1)
      this.#timers -= 1
      cancel()
      this.#publish(fact, this.#ids.first(fact))
    }
    const entry = { fact, release }
    const cancel = this.#parts.clock.setTimer(ms_max, release)
    list.push(entry)
  }

  #later(ms: number, then: () => void): void {
    this.#timers += 1
    this.#parts.clock.setTimer(ms, () => {
      this.#timers -= 1
      then()
    })
  }
}
