import type { PlannedFact } from '../scenario/plan.js'
import { Source, type Numbered } from './source.js'

interface Entry {
  readonly delivery: Numbered
  exposed: boolean
  collected: boolean
}

/**
 * A source that the target polls. Publication in its change feed is the offer, a page is the exposure, and a later poll with a cursor past
 * an entry is the acknowledgement.
 */
export class Shelf extends Source {
  readonly #entries: Entry[] = []
  #collectedUpTo = 0

  override emit(fact: PlannedFact): void {
    const extra = this.admit(fact, () => this.#publish(fact, this.newId(fact)))
    if (!extra) return
    // Nobody answers an entry of a feed: the entry itself is late.
    if (extra.answerLate_ms !== undefined) return this.later(extra.answerLate_ms, () => this.#publish(fact, this.newId(fact)))
    const id = this.newId(fact)
    this.#publish(fact, id)
    if (extra.repeat) this.repeat(fact, id, extra.repeat, (again) => this.#publish(fact, again))
  }

  /** Published, never handed out and not skipped by a cursor: the target has not come to the end of the feed yet. */
  override unseen(): number {
    let count = 0
    for (let index = this.#entries.length - 1; index >= this.#collectedUpTo && this.#entries[index]?.exposed === false; index -= 1)
      count += 1
    return count
  }

  override handedOut(cid: number, after: number, upTo: number): void {
    const { recorder, incarnations } = this.parts
    for (let cursor = after + 1; cursor <= upTo; cursor += 1) {
      const entry = this.#entries[cursor - 1]
      if (!entry) continue
      entry.exposed = true
      const { fact, did } = entry.delivery
      recorder.record({ kind: 'exposed', did, eid: fact.eid, incarnation: incarnations.current, how: 'page', cid, cursor: String(cursor) })
      // Handed out and not yet past the cursor: taken, and not acknowledged.
      if (!entry.collected) this.ask('received', entry.delivery)
    }
  }

  override polled(after: number): void {
    const overtaking: PlannedFact[] = []
    for (let cursor = this.#collectedUpTo + 1; cursor <= after; cursor += 1) {
      const entry = this.#entries[cursor - 1]
      if (!entry || entry.collected) continue
      entry.collected = true
      this.ended(entry.delivery, { outcome: 'acked', why: 'a poll came with a cursor past it' })
      this.acked(entry.delivery)
      // Only now has it overtaken what it has overtaken: one page with both would tell them as one.
      overtaking.push(entry.delivery.fact)
    }
    this.#collectedUpTo = Math.max(this.#collectedUpTo, after)
    for (const fact of overtaking) this.passed(fact)
  }

  #publish(fact: PlannedFact, transportId: string): void {
    this.parts.publish(this.eventOf(fact, transportId))
    this.#entries.push({ delivery: this.offer(fact, 'feed', transportId), exposed: false, collected: false })
  }
}
