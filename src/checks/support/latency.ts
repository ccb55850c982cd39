import type { FlowName } from '../../domain/names.js'
import type { FactState, Moment } from '../../journal/evidence-types.js'
import type { Evidence } from '../../journal/evidence.js'
import type { JournalRecord } from '../../journal/records.js'

/** How long one fact took until its effect was there. */
export interface Latency {
  readonly fact: FactState
  readonly ms: number
  /** First exposure, or the heal, or the effect it had to wait for: whichever was last. */
  readonly since: Moment
  readonly applied: Moment
}

/** A sample of latencies, in milliseconds. */
export interface LatencySummary {
  readonly count: number
  readonly p50: number
  readonly p95: number
  readonly max: number
  readonly slowest: Latency | undefined
}

/**
 * Measures from `max(first exposure, heal, what it depends on)` to the first effect. What was posted between the first fault and the heal
 * was disturbed by the run itself, and is not measured.
 */
export class LatencyScan {
  readonly hears = ['fault.fired'] as const
  #firstFault: Moment | undefined

  on(record: JournalRecord): void {
    if (record.kind === 'fault.fired') this.#firstFault ??= record
  }

  of(fact: FactState, evidence: Evidence): Latency | undefined {
    const applied = appliedAt(fact)
    if (!applied || !fact.exposedFirst || !fact.covered) return undefined
    let since = fact.exposedFirst
    const { healed } = evidence
    if (healed && healed.seq < applied.seq) since = later(since, healed)
    else if (this.#firstFault && this.#firstFault.seq < applied.seq) return undefined
    const original = fact.reverses === '' ? undefined : evidence.facts.get(fact.reverses)
    const dependency = original && appliedAt(original)
    if (dependency && dependency.seq < applied.seq) since = later(since, dependency)
    return { fact, ms: Math.max(0, applied.t - since.t), since, applied }
  }

  /** Of all facts, or of those of one flow. Only the slowest is kept whole. */
  summary(evidence: Evidence, flow?: FlowName): LatencySummary {
    const sample = new Float64Array(evidence.facts.size)
    let count = 0
    let slowest: Latency | undefined
    for (const fact of evidence.facts.values()) {
      const latency = flow === undefined || fact.flow === flow ? this.of(fact, evidence) : undefined
      if (!latency) continue
      sample[count] = latency.ms
      count += 1
      if (!slowest || latency.ms > slowest.ms) slowest = latency
    }
    const sorted = sample.subarray(0, count).sort()
    return { count, p50: quantile(sorted, 0.5), p95: quantile(sorted, 0.95), max: sorted.at(-1) ?? 0, slowest }
  }
}

/** When the first posting that stands for it was committed. */
export function appliedAt(fact: FactState): Moment | undefined {
  return fact.postings[0]
}

/** Nearest rank: a value that was measured, never one between two. */
function quantile(sorted: Float64Array, share: number): number {
  return sorted[Math.max(0, Math.ceil(sorted.length * share) - 1)] ?? 0
}

function later(a: Moment, b: Moment): Moment {
  return a.seq >= b.seq ? a : b
}
