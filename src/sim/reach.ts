import { flowOf } from '../flows/index.js'
import type { JournalRecord } from '../journal/records.js'
import type { MustReach } from '../scenario/plan.js'
import type { Windows } from './windows.js'

const overlaps = 'outage-overlaps-'

/** Counts what a scenario says it must reach, so that a green run proves that it tested something. */
export class Reach {
  readonly #facts: { readonly eid: string; readonly t: number }[] = []
  readonly #offers = new Map<string, number>()
  readonly #ends = new Map<string, number>()
  #effects = 0
  #redeliveries = 0

  see(record: JournalRecord): void {
    switch (record.kind) {
      case 'fact':
        // What a stand-in plays is on no link: it would count as on its way for ever.
        if (record.covered) this.#facts.push({ eid: record.eid, t: record.t })
        break
      case 'offer':
        // A try while the link was down reached nobody: the next one is no repetition.
        if (!record.healthy) break
        if (this.#offers.has(record.eid)) this.#redeliveries += 1
        else this.#offers.set(record.eid, record.t)
        break
      case 'delivery':
        if (record.outcome === 'acked' && !this.#ends.has(record.eid)) this.#ends.set(record.eid, record.t)
        break
      case 'effect':
        if (record.cid !== undefined) this.#effects += 1
        break
      default:
    }
  }

  /** How often it happened, and what came nearest when it did not. */
  count(goal: MustReach, windows: Windows): { readonly count: number; readonly nearest?: string } {
    if (goal.name.startsWith(overlaps)) return this.#overlaps(windows, goal.name.slice(overlaps.length))
    switch (goal.name) {
      case 'effect-posted':
        return { count: this.#effects }
      case 'delivery-repeated':
        return { count: this.#redeliveries }
      default:
        return { count: 0, nearest: `nothing counts "${goal.name}"` }
    }
  }

  /** Facts that were on their way (reported, and not yet acknowledged) while the link was down; named after one of their flows. */
  #overlaps(windows: Windows, flow: string): { count: number; nearest?: string } {
    const { one, verb } = flowOf(flow)?.words ?? { one: flow, verb: 'reported' }
    let nearest = Number.POSITIVE_INFINITY
    let count = 0
    for (const { eid, t } of this.#facts) {
      const end = this.#ends.get(eid) ?? Number.POSITIVE_INFINITY
      for (const outage of windows.outages) {
        if (t < outage.to && end > outage.from) count += 1
        else nearest = Math.min(nearest, t >= outage.to ? t - outage.to : outage.from - end)
      }
    }
    if (count > 0) return { count }
    if (windows.outages.length === 0) return { count, nearest: 'no outage began' }
    return {
      count,
      nearest: Number.isFinite(nearest) ? `the nearest ${one} missed it by ${Math.round(nearest)} ms` : `no ${one} was ${verb}`,
    }
  }
}
