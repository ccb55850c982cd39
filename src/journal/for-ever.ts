import type { CallState, FactState, Moment } from './evidence-types.js'
import type { JournalHeader } from './header.js'
import { isOneSequence } from './sequences.js'

interface Seen {
  readonly header: JournalHeader
  readonly facts: ReadonlyMap<string, FactState>
  readonly calls: ReadonlyMap<number, CallState>
  readonly quiet: Moment | undefined
  readonly last: Moment
}

/**
 * Faults that no heal ends. What such a fault keeps from being posted need not be: its fact is as well off with people, and a target that
 * goes on trying has done nothing wrong either. One that gave up and tells nobody has lost it.
 */
export class ForEver {
  readonly #faults: Set<string>
  readonly #evidence: Seen

  constructor(evidence: Seen) {
    this.#evidence = evidence
    // A window ends by itself.
    const lasting = evidence.header.plan.faults.filter(({ address, window }) => address?.times === 'persistent' && !window)
    this.#faults = new Set(lasting.map(({ id }) => id))
  }

  /** There is none in this run: nothing has to be looked for. */
  get none(): boolean {
    return this.#faults.size === 0
  }

  healed(fault: string): void {
    this.#faults.delete(fault)
  }

  has(fault: string): boolean {
    return this.#faults.has(fault)
  }

  /** One of them ended a call that was about the fact, and came before a record of the journal. */
  struck({ cids }: FactState, before = Number.POSITIVE_INFINITY): boolean {
    return !this.none && cids.some((cid) => (this.#isStruck(cid)?.seq ?? before) < before)
  }

  /** The target still tries it, or it waits for an older one of its sequence that the target still tries. */
  isTried(fact: FactState): boolean {
    if (this.none) return false
    if (this.#goesOn(fact)) return true
    if (fact.cids.length > 0) return false
    for (const other of this.#evidence.facts.values()) {
      if (isOneSequence(other, fact) && other.streamSeq < fact.streamSeq && this.#goesOn(other)) return true
    }
    return false
  }

  /** What it was answered says "not now", or nothing, and it was sent again within the target's own patience of the end. */
  #goesOn({ cids }: FactState): boolean {
    const mayPass = cids.some((cid) => {
      const call = this.#isStruck(cid)
      return call !== undefined && call.answerClass !== 'business'
    })
    const last = this.#evidence.calls.get(cids.at(-1) ?? 0)
    const { quiet, last: end, header } = this.#evidence
    return mayPass && last !== undefined && (quiet ?? end).t - last.t < header.target.patience_ms
  }

  #isStruck(cid: number): CallState | undefined {
    const call = this.#evidence.calls.get(cid)
    return call && call.fault !== '' && this.#faults.has(call.fault) ? call : undefined
  }
}
