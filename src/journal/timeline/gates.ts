import { append } from '../../domain/grouping.js'
import type { Gate } from '../../domain/fact.js'
import type { At, FactLine, GateWait } from './types.js'

/** Events of a fact that open gates of others. */
type Opening = Gate['by']

/** With a bound, so many events are remembered that could open a gate. */
const happenedMax = 300_000

/**
 * Gates that wait, for whoever looks: as the messages show it. The judge has its own, stricter ones, which know of corrections and of what
 * stood there before.
 */
export class GateBook {
  waits: GateWait[] = []
  readonly #happened = new Set<string>()
  readonly #waiting = new Map<string, GateWait[]>()

  /** Gates of a fact that are shut as it occurs. */
  occurs(fact: FactLine, gates: readonly Gate[], at: At): readonly GateWait[] {
    return gates.flatMap((gate) => {
      const pending = new Set(gate.facts.filter((eid) => !this.#happened.has(keyOf(gate.by, eid, gate.in))))
      if (pending.size === 0 && gate.facts.length > 0) return []
      const wait: GateWait = { eid: fact.eid, gate, title: gate.title ?? gate.effect, from: at, pending }
      for (const eid of pending) append(this.#waiting, keyOf(gate.by, eid, gate.in), wait)
      this.waits.push(wait)
      return [wait]
    })
  }

  /** Forgets gates that opened before a record, and what opened gates longest ago: whoever looks that far back sees them open. */
  forgetBefore(seq: number): void {
    this.waits = this.waits.filter(({ opened }) => opened === undefined || opened.seq >= seq)
    for (const key of this.#happened) {
      if (this.#happened.size <= happenedMax) break
      this.#happened.delete(key)
    }
  }

  /** Something happened to a fact; gives the gates that opened by it. */
  happened(how: Opening, eid: string, at: At, system?: string): readonly GateWait[] {
    const keys = [keyOf(how, eid), ...(system === undefined ? [] : [keyOf(how, eid, system)])]
    return keys.flatMap((key) => {
      if (this.#happened.has(key)) return []
      this.#happened.add(key)
      const waits = this.#waiting.get(key) ?? []
      this.#waiting.delete(key)
      return waits.filter((wait) => {
        wait.pending.delete(eid)
        if (wait.pending.size > 0) return false
        wait.opened = at
        return true
      })
    })
  }
}

function keyOf(how: Opening, eid: string, system = ''): string {
  return `${how}|${system}|${eid}`
}
