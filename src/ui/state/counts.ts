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

/** Numbers of records, ascending: how many lie up to one is a search. */
interface Index {
  readonly records: number
  readonly facts: readonly number[]
  readonly obliged: readonly number[]
  readonly settled: readonly number[]
  readonly excepted: readonly number[]
  readonly sent: readonly number[]
  readonly answered: readonly number[]
  readonly doubts: readonly number[]
  readonly postedSeq: readonly number[]
  readonly postedMs: readonly number[]
}

const known = new WeakMap<Timeline, Index>()
/** Latency is of so many facts that were posted last. */
const latencyOf = 500

export function countsAt(timeline: Timeline, seq: number): Counts {
  const index = indexOf(timeline)
  const by = (at: { readonly seq: number } | undefined): boolean => at !== undefined && at.seq <= seq
  const upTo = (numbers: readonly number[]): number => place(numbers, seq)
  const posted = upTo(index.postedSeq)
  const ms = index.postedMs.slice(Math.max(0, posted - latencyOf), posted).sort((a, b) => a - b)
  const { facts, settled, excepted } = timeline.past
  return {
    facts: upTo(index.facts) + facts,
    pending: upTo(index.obliged) - upTo(index.settled) + facts - settled,
    excepted: upTo(index.excepted) + excepted,
    underWay: upTo(index.sent) - upTo(index.answered),
    doubts: upTo(index.doubts),
    faults: timeline.bands.filter((band) => band.lasting && by(band.from) && !by(band.to)).length,
    gates: timeline.gates.filter((gate) => by(gate.from) && !by(gate.opened)).length,
    lives: timeline.lives.filter((life) => by(life.spawned)).length,
    latency_ms: ms.length === 0 ? undefined : { p50: ms[ms.length >> 1] ?? 0, p95: ms[Math.floor(ms.length * 0.95)] ?? 0 },
  }
}

function indexOf(timeline: Timeline): Index {
  const before = known.get(timeline)
  // A run that grows fast is not counted anew for each of its records.
  if (before && timeline.records - before.records <= timeline.facts.size >> 7) return before
  const index = { facts: [], obliged: [], settled: [], excepted: [], sent: [], answered: [], doubts: [] } as Record<
    'facts' | 'obliged' | 'settled' | 'excepted' | 'sent' | 'answered' | 'doubts',
    number[]
  >
  const posted: { readonly seq: number; readonly ms: number }[] = []
  for (const fact of timeline.facts.values()) {
    index.facts.push(fact.seq)
    const end = Math.min(...[fact.applied, fact.excepted, fact.givenUp].map((at) => at?.seq ?? Number.POSITIVE_INFINITY))
    const owes = fact.must === 'POST' && fact.covered && fact.expect.length > 0
    if (owes) index.obliged.push(fact.seq)
    if (owes && end < Number.POSITIVE_INFINITY) index.settled.push(end)
    if (fact.excepted) index.excepted.push(fact.excepted.seq)
    if (fact.applied) posted.push({ seq: fact.applied.seq, ms: fact.applied.t - fact.t })
  }
  for (const message of timeline.messages.values()) {
    const begun = message.wire === 'feed' ? message.arrived : message.sent
    if (begun) index.sent.push(begun.seq)
    if (begun && message.answered) index.answered.push(message.answered.seq)
    if (message.posts && message.answered?.knowledge === 'indeterminate') index.doubts.push(message.answered.seq)
  }
  for (const numbers of Object.values(index)) numbers.sort((a, b) => a - b)
  posted.sort((a, b) => a.seq - b.seq)
  const full = { ...index, records: timeline.records, postedSeq: posted.map(({ seq }) => seq), postedMs: posted.map(({ ms }) => ms) }
  known.set(timeline, full)
  return full
}

/** How many of them are at most that. */
function place(numbers: readonly number[], seq: number): number {
  let low = 0
  let high = numbers.length
  while (low < high) {
    const middle = (low + high) >> 1
    if ((numbers[middle] ?? 0) <= seq) low = middle + 1
    else high = middle
  }
  return low
}
