import { roughDuration } from '../../words/duration.js'
import type { FactState, Moment } from '../../journal/evidence-types.js'
import type { Evidence } from '../../journal/evidence.js'
import { isOneSequence } from '../../journal/sequences.js'
import type { Check } from '../contract.js'
import {
  afterHearing,
  appliedBy,
  callsOf,
  counted,
  eidsOf,
  hadItsChance,
  isSettled,
  keysOf,
  LatencyScan,
  recordsOf,
} from '../support/index.js'

const pending = new Set(['missing', 'never-collected', 'short'])

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
  covers: ['timeliness'],
  title: 'A fact that is refused for good does not hold up facts of other sequence keys.',
  provenBy: [],
  begin: afterHearing(
    () => new LatencyScan(),
    ({ evidence, found }, latency) => {
      const poisons = [...poisonsOf(evidence)]
      if (poisons.length === 0) return 0
      const limit = evidence.header.plan.judge.latency_p95_ms_max
      const others = [...evidence.facts.values()].filter(
        (fact) =>
          fact.covered && fact.must === 'POST' && fact.offered && !fact.refusals.some((refusal) => refusal.answerClass === 'business'),
      )
      // Never tried at all: whatever else went wrong with a fact that was tried, it was not waiting.
      const stuck = others.filter((fact) => fact.cids.length === 0 && hadItsChance(evidence, fact) && isPending(evidence, fact))
      const slow = limit === undefined ? [] : others.filter((fact) => (latency.of(fact, evidence)?.ms ?? 0) > limit)
      // Worked out once for each that waited, and not for each that it may have waited for.
      const applied = new Map([...stuck, ...slow].map((fact) => [fact, appliedBy(evidence, fact)]))
      for (const poison of poisons) {
        const never = stuck.filter((fact) => isBehind(fact, applied.get(fact), poison))
        const held = never.length > 0 ? never : slow.filter((fact) => isBehind(fact, applied.get(fact), poison))
        if (held.length === 0) continue
        const wait = Math.max(
          ...held.slice(0, 1_000).map((fact) => (applied.get(fact) ?? evidence.quiet ?? evidence.last).t - (fact.exposedFirst ?? fact).t),
        )
        found.add({
          reason: never.length > 0 ? 'stuck' : 'slow',
          message:
            `${counted(held.length, 'fact')} of other sequence keys waited up to ${roughDuration(wait)} behind ` +
            `${poison.fact.businessKey}, which was refused with ${poison.code}: ${keysOf(held)}.`,
          badness: held.length,
          records: recordsOf(evidence, { facts: [poison.fact, ...held.slice(0, 5)], calls: callsOf(evidence, poison.fact) }),
          eids: eidsOf([poison.fact, ...held]),
        })
      }
      return others.length
    },
  ),
}

function isPending(evidence: Evidence, fact: FactState): boolean {
  return !fact.givenUp && pending.has(evidence.endingOf(fact))
}

/** Facts with a business refusal that nothing ever settled; each stands in the way until people have it, or to the end. */
function* poisonsOf(evidence: Evidence): Generator<Poison> {
  for (const fact of evidence.facts.values()) {
    const first = fact.refusals.find((refusal) => refusal.answerClass === 'business')
    if (!first || isSettled(evidence, fact)) continue
    const opened = [...fact.exceptions].flatMap((xid) => evidence.exceptions.get(xid)?.opened ?? [])
    const until = opened.sort((a, b) => a.seq - b.seq)[0] ?? evidence.quiet ?? evidence.last
    yield { fact, code: first.code, from: first, until }
  }
}

/** Of another key, and there while the refused one stood in the way. */
function isBehind(fact: FactState, applied: Moment | undefined, { fact: poison, from, until }: Poison): boolean {
  if (fact === poison || isOneSequence(fact, poison)) return false
  return fact.offered !== undefined && fact.offered.seq < until.seq && (!applied || applied.seq > from.seq)
}
