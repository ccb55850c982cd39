import type { JournalRecord } from '../journal/records.js'
import { mustReachKinds } from '../scenario/index.js'
import type { MustReach } from '../scenario/plan.js'
import type { Windows } from './windows.js'

type Situation = (typeof mustReachKinds)[number]
type Seen = Parameters<Situation['count']>[0]

/** Sees what situations are counted by, so that a green run proves that it tested something. */
export class Reach {
  readonly #facts = new Map<string, Seen['facts'][number] & { to: number; known: number; calls: Seen['facts'][number]['calls'] }>()
  readonly #offered = new Set<string>()
  readonly #steps = new Set<string>()
  /** Calls that are being served. */
  readonly #calls = new Map<number, { readonly system: string; readonly eids: readonly string[] }>()
  readonly #turnedAway: { readonly system: string; readonly eids: readonly string[] }[] = []
  #effects = 0
  #partly = 0
  #repeated = 0

  see(record: JournalRecord): void {
    switch (record.kind) {
      case 'fact': {
        const { covered, eid, flows, type, dims, physId, must, supersedes = [], t } = record
        const never = Number.POSITIVE_INFINITY
        // What a stand-in plays is on no link: it would count as on its way for ever.
        if (covered)
          this.#facts.set(eid, { eid, supersedes, flows, type, dims, physId, must, from: t, to: never, known: never, calls: undefined })
        break
      }
      case 'offer':
        // A try while the link was down reached nobody: the next one is no repetition.
        if (!record.healthy) break
        if (this.#offered.has(record.eid)) this.#repeated += 1
        this.#offered.add(record.eid)
        break
      case 'delivery': {
        const fact = this.#facts.get(record.eid)
        if (fact && record.outcome === 'acked') fact.to = Math.min(fact.to, record.t)
        break
      }
      case 'effect':
        if (record.cid !== undefined) this.#effects += 1
        else if (record.step !== undefined) this.#steps.add(record.step)
        break
      case 'call.arrived':
        this.#calls.set(record.cid, { system: record.system, eids: record.eids })
        this.#during(record.eids, record.t)
        break
      case 'call.served': {
        const call = this.#calls.get(record.cid)
        if (call && record.answerClass === 'transient') this.#turnedAway.push(call)
        const done = record.lines?.filter(({ answerClass }) => answerClass === 'success').length ?? 0
        if (done > 0 && done < (record.lines?.length ?? 0)) this.#partly += 1
        break
      }
      case 'call.closed':
        this.#during(this.#calls.get(record.cid)?.eids ?? [], record.t)
        this.#calls.delete(record.cid)
        break
      case 'exposed': {
        const fact = this.#facts.get(record.eid)
        if (fact) fact.known = Math.min(fact.known, record.t)
        break
      }
      default:
    }
  }

  #during(eids: readonly string[], t: number): void {
    for (const eid of eids) {
      const fact = this.#facts.get(eid)
      if (fact) fact.calls = { from: fact.calls?.from ?? t, to: t }
    }
  }

  /** How often it happened, and what came nearest when it did not. */
  count({ name }: MustReach, { outages }: Windows): ReturnType<Situation['count']> {
    const situation = mustReachKinds.find((kind) => kind.name === name)
    if (!situation) return { count: 0, nearest: `nothing counts "${name}"` }
    return situation.count({
      facts: [...this.#facts.values()],
      outages,
      effects: this.#effects,
      repeated: this.#repeated,
      steps: [...this.#steps],
      partly: this.#partly,
      turnedAway: this.#turnedAway.map(({ system, eids }) => ({ system, facts: eids.flatMap((eid) => this.#facts.get(eid) ?? []) })),
    })
  }
}
