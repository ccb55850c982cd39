import { limits } from '../domain/limits.js'
import type { Evidence } from '../journal/evidence.js'
import type { Slowness } from '../journal/evidence-types.js'
import type { CheckResult, Violation, Violations } from './contract.js'
import { eidsMax } from './support/scope.js'
import { seconds } from './support/words.js'

/**
 * Why what a check found convicts nobody: the machine is not the target. Every witness that it keeps lies across a time at which the run
 * itself was late enough to have brought it about, or the target's patience ran out while the run was starved.
 */
export function whyStarved(evidence: Evidence, kind: CheckResult['class'], violations: Violations): string | undefined {
  if (violations.count === 0) return undefined
  const waited = kind === 'L' ? whyNoPatience(evidence) : undefined
  if (waited !== undefined) return waited
  const isAcross = acrossIn(evidence)
  const [first, ...others] = witnesses(violations).map(isAcross)
  if (!first || others.some((found) => !found)) return undefined
  return (
    `the machine was busy, and the run itself ${seconds(first.late_ms)} late from ${seconds(first.from)} on: ` +
    'what it found there may be its own doing. Run it again with fewer jobs, or in process.'
  )
}

/** The violations, told by those that no lateness can have brought about. */
export function violationsInTime(evidence: Evidence, violations: Violations): Violations {
  if (evidence.slow.length === 0 || violations.count === 0) return violations
  const isAcross = acrossIn(evidence)
  const sure = witnesses(violations).filter((violation) => !isAcross(violation))
  const [some] = sure
  if (!some) return violations
  const keep = (violation: Violation | undefined): Violation => (violation && sure.includes(violation) ? violation : some)
  const { first, worst, last } = violations
  return { ...violations, first: keep(first), worst: keep(worst), last: keep(last) }
}

function whyNoPatience({ quiet }: Evidence): string | undefined {
  if (quiet?.how !== 'patience' || quiet.late_ms === undefined || quiet.waited_ms === 0) return undefined
  const percent = Math.round((quiet.late_ms * 100) / quiet.waited_ms)
  if (percent <= limits.late_percent_max) return undefined
  const part = `${seconds(quiet.late_ms)} (${percent} %)`
  return (
    `the machine was busy: of ${seconds(quiet.waited_ms)} of waiting the run itself was late for ${part}, ` +
    'so nobody knows what the target would have done in time. Run it again with fewer jobs, or in process.'
  )
}

/** Those that are long enough to have had a caller give up, or nearly so. */
function slowTimes(evidence: Evidence): readonly Slowness[] {
  if (evidence.slow.length === 0) return []
  let shortest = Number.POSITIVE_INFINITY
  for (const call of evidence.calls.values()) {
    if (call.knowledge === 'indeterminate' && call.fault === '' && call.ended) shortest = Math.min(shortest, call.ended.t - call.t)
  }
  const enough = Math.max(limits.late_ms_min, Math.min(limits.late_ms_max, shortest / 4))
  return evidence.slow.filter(({ late_ms }) => late_ms >= enough)
}

/**
 * The time across which a violation lies: by the records that it cites, or by what was done about the facts that it names. A sum is off for
 * what befell any of them, and cites none of that.
 */
function acrossIn(evidence: Evidence): (violation: Violation) => Slowness | undefined {
  const slow = slowTimes(evidence)
  return ({ records, eids }) => {
    // Of more facts than are named, nobody knows to which of them it happened.
    if (eids.length >= eidsMax) return slow[0]
    const seqs = slow.length === 0 ? records : [...records, ...eids.flatMap((eid) => doneAbout(evidence, eid))]
    return slow.find(({ after, upTo }) => seqs.some((seq) => seq > after && seq <= upTo))
  }
}

/** The records of its calls, from their arrival to their end, and of its last delivery. */
function doneAbout(evidence: Evidence, eid: string): readonly number[] {
  const fact = evidence.facts.get(eid)
  if (!fact) return []
  const calls = fact.cids.flatMap((cid) => evidence.calls.get(cid) ?? [])
  const moments = [...calls.flatMap((call) => [call, call.ended]), fact.deliveredLast, fact.owed]
  return moments.flatMap((moment) => moment?.seq ?? [])
}

function witnesses({ first, worst, last }: Violations): readonly Violation[] {
  return [...new Set([first, worst, last])].filter((violation) => violation !== undefined)
}
