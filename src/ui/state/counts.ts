import type { Timeline } from '../../journal/timeline/index.js'

/** What can be counted of a run as it stood at a record. */
export interface Counts {
  readonly facts: number
  readonly pending: number
  readonly excepted: number
  readonly underWay: number
  readonly doubts: number
  readonly faults: number
  readonly gates: number
  readonly lives: number
  /** Of the last facts that were posted, from when they happened; undefined before the first. */
  readonly latency_ms: { readonly p50: number; readonly p95: number } | undefined
}

/** Latency is of so many facts that were posted last. */
const latencyOf = 500

export function countsAt({ tallies, bands, gates, lives }: Timeline, seq: number): Counts {
  const by = (at: { readonly seq: number } | undefined): boolean => at !== undefined && at.seq <= seq
  const ms = tallies.posted.valuesUpTo(seq, latencyOf).sort()
  return {
    facts: tallies.facts.upTo(seq),
    pending: tallies.obliged.upTo(seq) - tallies.settled.upTo(seq),
    excepted: tallies.excepted.upTo(seq),
    underWay: tallies.sent.upTo(seq) - tallies.answered.upTo(seq),
    doubts: tallies.doubts.upTo(seq),
    faults: bands.filter((band) => band.lasting && by(band.from) && !by(band.to)).length,
    gates: gates.filter((gate) => by(gate.from) && !by(gate.opened)).length,
    lives: lives.filter((life) => by(life.spawned)).length,
    latency_ms: ms.length === 0 ? undefined : { p50: ms[ms.length >> 1] ?? 0, p95: ms[Math.floor(ms.length * 0.95)] ?? 0 },
  }
}
