import type { FactState, Moment } from '../journal/evidence-types.js'
import type { Evidence } from '../journal/evidence.js'
import { roughDuration } from '../words/duration.js'
import { Collector } from './collector.js'
import type { Check, Outcome } from './contract.js'
import { LatencyScan } from './support/latency.js'
import { hadItsChance } from './support/scope.js'
import { Settlements } from './support/settled.js'
import { callsOf, recordsOf } from './support/trail.js'
import { counted, keysOf } from './support/words.js'

/** A fact that is refused again and again: from when, and until when it stood in the way. */
interface Poison {
  readonly fact: FactState
  readonly code: string
  readonly from: Moment
  readonly until: Moment
}

/** One fact that cannot be posted does not hold up facts that have nothing to do with it. */
export const noHeadOfLineBlocking: Check = {
  number: 60,
  name: 'no-head-of-line-blocking',
  class: 'L',
  title: 'A fact that is refused for good does not hold up facts of other sequence keys.',
  provenBy: [],
  begin(evidence) {
    const latency = new LatencyScan()
    return { hears: ['fault.fired'], on: (record) => latency.on(record), end: () => judged(evidence, latency) }
  },
}

function judged(evidence: Evidence, latency: LatencyScan): Outcome {
  const found = new Collector()
  const settlements = new Settlements(evidence)
  const poisons = [...poisonsOf(evidence, settlements)]
  if (poisons.length === 0) return { judged: 0, violations: found.done() }
  const limit = evidence.header.plan.judge.latency_p95_ms_max
  const others = [...evidence.facts.values()].filter(
    (fact) => fact.covered && fact.must === 'POST' && fact.offered && !fact.refusals.some((refusal) => refusal.answerClass === 'business'),
  )
  // Never tried at all: whatever else went wrong with a fact that was tried, it was not waiting.
  const stuck = others.filter((fact) => fact.cids.length === 0 && hadItsChance(evidence, fact) && settlements.of(fact) === 'pending')
  const slow = limit === undefined ? [] : others.filter((fact) => (latency.of(fact, evidence)?.ms ?? 0) > limit)
  for (const poison of poisons) {
    const never = stuck.filter((fact) => isBehind(fact, poison))
    const held = never.length > 0 ? never : slow.filter((fact) => isBehind(fact, poison))
    if (held.length === 0) continue
    const wait = Math.max(
      ...held.slice(0, 1_000).map((fact) => (fact.docs[0] ?? evidence.quiet ?? evidence.last).t - (fact.exposedFirst ?? fact).t),
    )
    found.add({
      reason: never.length > 0 ? 'stuck' : 'slow',
      message:
        `${counted(held.length, 'fact')} of other sequence keys waited up to ${roughDuration(wait)} behind ` +
        `${poison.fact.businessKey}, which was refused with ${poison.code}: ${keysOf(held)}.`,
      badness: held.length,
      records: recordsOf(evidence, { facts: [poison.fact, ...held.slice(0, 5)], calls: callsOf(evidence, poison.fact) }),
      eids: [poison.fact.eid, ...held.slice(0, 50).map((fact) => fact.eid)],
    })
  }
  return { judged: others.length, violations: found.done() }
}

/** Facts with a business refusal that were never posted; each stands in the way until people have it, or to the end. */
function* poisonsOf(evidence: Evidence, settlements: Settlements): Generator<Poison> {
  for (const fact of evidence.facts.values()) {
    const first = fact.refusals.find((refusal) => refusal.answerClass === 'business')
    if (!first || settlements.of(fact) === 'posted') continue
    const opened = [...fact.exceptions].flatMap((xid) => evidence.exceptions.get(xid)?.opened ?? [])
    const until = opened.sort((a, b) => a.seq - b.seq)[0] ?? evidence.quiet ?? evidence.last
    yield { fact, code: first.code, from: first, until }
  }
}

/** Of another key, and there while the refused one stood in the way. */
function isBehind(fact: FactState, { fact: poison, from, until }: Poison): boolean {
  if (fact === poison || (fact.sequenceKey !== '' && fact.sequenceKey === poison.sequenceKey)) return false
  const applied = fact.docs[0]
  return fact.offered !== undefined && fact.offered.seq < until.seq && (!applied || applied.seq > from.seq)
}
