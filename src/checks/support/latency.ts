import type { Gate } from '../../domain/fact.js'
import type { FlowName, SystemName } from '../../domain/names.js'
import type { FactState, Moment, Posting, StateExpectation } from '../../journal/evidence-types.js'
import type { Evidence } from '../../journal/evidence.js'
import type { NetGroup } from '../../journal/net-groups.js'
import type { JournalRecord } from '../../journal/records.js'
import { writesState } from '../../journal/states.js'

/** How long one fact took until its effect was there. */
export interface Latency {
  readonly fact: FactState
  readonly ms: number
  /** First exposure, or the heal, or the effect it had to wait for: whichever was last. */
  readonly since: Moment
  /** The posting with which all of it was there. */
  readonly applied: Posting
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
 * Measures from `max(first exposure, heal, what it depends on)` to the moment when every part of the effect was there. What was posted
 * between the first fault and the heal was disturbed by the run itself, and is not measured.
 */
export class LatencyScan {
  readonly hears = ['fault.fired'] as const
  #firstFault: Moment | undefined

  on(record: JournalRecord): void {
    if (record.kind === 'fault.fired') this.#firstFault ??= record
  }

  /** Of all that the fact obliges, or of what one of its flows does. */
  of(fact: FactState, evidence: Evidence, flow?: FlowName): Latency | undefined {
    // Nobody has to hurry with what is overtaken.
    if (!fact.exposedFirst || !fact.covered || fact.must === 'IGNORE') return undefined
    const applied = appliedBy(evidence, fact, flow)
    if (!applied) return undefined
    let since = fact.exposedFirst
    const { healed } = evidence
    if (healed && healed.seq < applied.seq) since = later(since, healed)
    else if (this.#firstFault && this.#firstFault.seq < applied.seq) return undefined
    for (const dependency of dependenciesOf(evidence, fact)) if (dependency.seq < applied.seq) since = later(since, dependency)
    return { fact, ms: Math.max(0, applied.t - since.t), since, applied }
  }

  /** Of all facts, or of those of one flow. Only the slowest is kept whole. */
  summary(evidence: Evidence, flow?: FlowName): LatencySummary {
    const sample = new Float64Array(evidence.facts.size)
    let count = 0
    let slowest: Latency | undefined
    for (const fact of evidence.facts.values()) {
      const latency = flow === undefined || fact.flows.includes(flow) ? this.of(fact, evidence, flow) : undefined
      if (!latency) continue
      sample[count] = latency.ms
      count += 1
      if (!slowest || latency.ms > slowest.ms) slowest = latency
    }
    const sorted = sample.subarray(0, count).sort()
    return { count, p50: quantile(sorted, 0.5), p95: quantile(sorted, 0.95), max: sorted.at(-1) ?? 0, slowest }
  }
}

/**
 * The posting with which every part of the effect was there: the last of the first ones for each flow in each system, and of each state.
 * Undefined while one of them is missing. Of one flow, only its own parts count.
 */
export function appliedBy(evidence: Evidence, fact: FactState, flow?: FlowName): Posting | undefined {
  const [only] = fact.flows
  const isWhole = flow === undefined || (only === flow && fact.flows.length === 1)
  if (isWhole && evidence.isPlainlyPosted(fact)) return fact.postings[0]
  const parts = [...amountsOf(fact), ...fact.states].filter((part) => flow === undefined || part.flow === flow)
  // Of what obliges nothing, any posting is all that there is.
  if (parts.length === 0) return fact.expect.length + fact.states.length === 0 ? fact.postings[0] : undefined
  let last: Posting | undefined
  for (const part of parts) {
    const first = 'system' in part ? firstOfAmounts(evidence, fact, part) : firstOfState(part)
    if (!first) return undefined
    if (!last || first.seq > last.seq) last = first
  }
  return last
}

/** Amounts and counts that one flow obliges in one system. */
interface Amounts {
  readonly system: SystemName
  readonly flow: FlowName
  readonly groups: NetGroup[]
  /** Another flow obliges something there too. */
  isOneOfSeveral: boolean
}

function amountsOf({ expect }: FactState): readonly Amounts[] {
  const found: Amounts[] = []
  for (const { at, flow } of expect) {
    const { system } = at
    const known = found.find((each) => each.system === system && each.flow === flow)
    if (known) known.groups.push(at)
    else found.push({ system, flow, groups: [at], isOneOfSeveral: false })
  }
  for (const each of found) each.isOneOfSeveral = found.some((other) => other !== each && other.system === each.system)
  return found
}

function firstOfAmounts(evidence: Evidence, fact: FactState, { system, groups, isOneOfSeveral }: Amounts): Posting | undefined {
  const isOf = ({ lines }: Posting): boolean => lines.some(({ at }) => groups.includes(at))
  // What facts share may have come with another one of them.
  const shared = groups.flatMap((at) => (at.shared ? (evidence.thingOf(at).postings[0] ?? []) : []))
  const own = fact.postings.find((posting) => posting.system === system && posting.lines.length > 0 && (!isOneOfSeveral || isOf(posting)))
  return [...shared, ...(own ? [own] : [])].sort((a, b) => a.seq - b.seq)[0]
}

/** A newer state may have been written before this one ever was. */
function firstOfState(state: StateExpectation): Posting | undefined {
  const { entity, group, version } = state
  const isIt = (written: number | undefined): boolean => version !== undefined && written !== undefined && written >= version
  return entity.groups.get(group)?.find((write) => isIt(write.version) || writesState(write, state))?.posting
}

/** What a fact has to wait for: the posting that it cancels, and what its gates want. */
function dependenciesOf(evidence: Evidence, fact: FactState): readonly Moment[] {
  if (fact.reverses === '' && fact.gates.length === 0) return []
  const original = evidence.facts.get(fact.reverses)
  const openings = fact.gates.flatMap((gate) => {
    const all = gate.facts.flatMap((eid) => openingBy(evidence.facts.get(eid), gate) ?? [])
    return gate.any === true ? all.toSorted((a, b) => a.seq - b.seq).slice(0, 1) : all
  })
  return [original && appliedBy(evidence, original), ...openings].filter((moment) => moment !== undefined)
}

/** When the fact did its part to open the gate. */
function openingBy(fact: FactState | undefined, gate: Gate): Moment | undefined {
  if (!fact) return undefined
  if (gate.by === 'applied') {
    const done = [...fact.postings, ...fact.played].filter(({ system }) => gate.in === undefined || system === gate.in)
    return done.reduce<Posting | undefined>((first, each) => (first && first.seq < each.seq ? first : each), undefined)
  }
  // What a stand-in plays is told to nobody: it is known as soon as it happened.
  if (!fact.covered) return fact
  return gate.by === 'exposed' ? fact.exposedFirst : fact.owed
}

/** Nearest rank: a value that was measured, never one between two. */
function quantile(sorted: Float64Array, share: number): number {
  return sorted[Math.max(0, Math.ceil(sorted.length * share) - 1)] ?? 0
}

function later(a: Moment, b: Moment): Moment {
  return a.seq >= b.seq ? a : b
}
