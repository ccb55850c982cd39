import { append } from '../../domain/grouping.js'
import type { Gate } from '../../domain/fact.js'
import type { At, FactLine, GateWait } from './types.js'

/** Events of a fact that open gates of others. */
type Opening = Gate['by']

/** With a bound, so many facts are remembered that were done before they were forgotten. */
const doneMax = 300_000

/**
 * Gates that wait, for whoever looks: as the messages show it. The judge has its own, stricter ones, which know of corrections and of what
 * stood there before.
 */
export class GateBook {
  waits: GateWait[] = []
  readonly #facts: ReadonlyMap<string, FactLine>
  /** Facts that were done, and are forgotten. */
  readonly #done = new Set<string>()
  readonly #waiting = new Map<string, GateWait[]>()

  constructor(facts: ReadonlyMap<string, FactLine>) {
    this.#facts = facts
  }

  /** Gates of a fact that are shut as it occurs. */
  occurs(fact: FactLine, gates: readonly Gate[], at: At): readonly GateWait[] {
    return gates.flatMap((gate) => {
      const pending = new Set(gate.facts.filter((eid) => !this.#isOpen(gate, eid)))
      const isOpen = gate.any === true ? pending.size < gate.facts.length : pending.size === 0
      if (isOpen && gate.facts.length > 0) return []
      const wait: GateWait = { eid: fact.eid, gate, title: gate.title ?? gate.effect, from: at, pending }
      for (const eid of pending) append(this.#waiting, keyOf(gate.by, eid, gate.in), wait)
      this.waits.push(wait)
      return [wait]
    })
  }

  /** Forgets gates that opened before a record: whoever looks that far back sees them open. */
  forgetBefore(seq: number): void {
    this.waits = this.waits.filter(({ opened }) => opened === undefined || opened.seq >= seq)
  }

  /** A fact that is done is forgotten; the oldest of those for good. */
  forget(eid: string): void {
    this.#done.add(eid)
    const [oldest] = this.#done.size > doneMax ? this.#done : []
    if (oldest !== undefined) this.#done.delete(oldest)
  }

  /** Something happened to a fact; gives the gates that opened by it. */
  happened(how: Opening, eid: string, at: At, system?: string): readonly GateWait[] {
    if (this.#waiting.size === 0) return []
    const keys = [keyOf(how, eid), ...(system === undefined ? [] : [keyOf(how, eid, system)])]
    return keys.flatMap((key) => {
      const waits = this.#waiting.get(key) ?? []
      this.#waiting.delete(key)
      return waits.filter((wait) => {
        // One that is enough has opened it before.
        if (wait.opened !== undefined) return false
        wait.pending.delete(eid)
        if (wait.gate.any === true) wait.pending.clear()
        if (wait.pending.size > 0) return false
        wait.opened = at
        return true
      })
    })
  }

  #isOpen({ by, in: system }: Gate, eid: string): boolean {
    const fact = this.#facts.get(eid)
    if (!fact) return this.#done.has(eid)
    // What a stand-in plays is told to nobody: it is known as soon as it happened.
    if (by !== 'applied' && !fact.covered) return true
    if (by === 'exposed') return fact.shown !== undefined
    if (by === 'owed') return fact.owed !== undefined
    return fact.applied !== undefined && (system === undefined || fact.appliedIn.includes(system))
  }
}

function keyOf(how: Opening, eid: string, system = ''): string {
  return `${how}|${system}|${eid}`
}
