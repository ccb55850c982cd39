import type { Evidence } from '../../journal/evidence.js'
import { Collector } from '../collector.js'
import type { Check, CheckResult, Outcome } from '../contract.js'

/** One thing that a run must have done before its verdict is worth anything. */
interface Condition {
  readonly met: boolean
  /** Some correct integrations never bring it about, nor does every order of messages: it is told, and no verdict depends on it. */
  readonly byTarget?: boolean
  /** What was missing, and what came nearest, for one that is not met. */
  readonly miss: string
}

function* ofTraffic(evidence: Evidence): Generator<Condition> {
  let offered = false
  for (const fact of evidence.facts.values()) offered ||= fact.offered !== undefined
  yield {
    met: offered,
    miss: evidence.facts.size === 0 ? 'no fact was reported' : `none of ${evidence.facts.size} facts was offered to the target`,
  }
  let understood = false
  for (const call of evidence.calls.values()) understood ||= call.understood
  yield {
    met: understood,
    miss: evidence.calls.size === 0 ? 'the target called nobody' : `none of ${evidence.calls.size} calls was understood`,
  }
}

function* ofFaults(evidence: Evidence): Generator<Condition> {
  const { plan } = evidence.header
  for (const planned of plan.faults) {
    if (planned.firing !== 'must') continue
    const state = evidence.faults.get(planned.id)
    const nearest = state?.nearest ? ` (${state.nearest})` : ''
    yield { met: (state?.fired ?? 0) > 0, miss: `the fault ${planned.id} never fired${nearest}` }
  }
  if (plan.variant !== 'storm') return
  let fired = false
  for (const state of evidence.faults.values()) fired ||= state.fired > 0
  yield { met: fired, miss: `the variant is storm, and none of ${plan.faults.length} faults fired` }
}

function* ofGoals(evidence: Evidence): Generator<Condition> {
  for (const goal of evidence.header.plan.must_reach) {
    const state = evidence.reached.get(goal.name)
    const nearest = state?.nearest ? `: ${state.nearest}` : ''
    yield {
      met: (state?.count ?? 0) >= goal.count_min,
      byTarget: goal.by_target === true,
      miss: `"${goal.title}" was reached ${state?.count ?? 0} of ${goal.count_min} times${nearest}`,
    }
  }
}

/** A check that the scenario promises to exercise must have had input; one that a setting rules out says so itself. */
function* ofChecks(evidence: Evidence, results: readonly CheckResult[]): Generator<Condition> {
  const byName = new Map(results.map((result) => [result.check, result]))
  for (const name of evidence.header.plan.checks) {
    const result = byName.get(name)
    if (name === vacuity.name || !result) continue
    const excused = result.verdict === 'not-judged' || result.verdict === 'not-in-scope' || result.verdict === 'fail'
    yield { met: excused || result.judged > 0, miss: `the check ${name} had nothing to judge` }
  }
}

function ofHarness(evidence: Evidence): Condition {
  const { count, first } = evidence.harnessErrors
  const more = count > 1 ? ` (and ${count - 1} more)` : ''
  return { met: count === 0, miss: first ? `something broke that no plan asked for, in ${first.where}: ${first.message}${more}` : '' }
}

/** Why there was less in a run than its scenario promises: the first thing that did not come about, as far as one is known. */
export function whyLess(evidence: Evidence): string | undefined {
  return [...ofTraffic(evidence), ...ofFaults(evidence), ...ofGoals(evidence)].find(({ met }) => !met)?.miss
}

const isAvoided = ({ met, byTarget }: Condition): boolean => !met && byTarget === true

/**
 * Whether the run proved anything: `unknown` where it did not. Needs the results of all other checks, because one without input
 * proves nothing either.
 */
export function vacuityOutcome(evidence: Evidence, results: readonly CheckResult[]): Outcome {
  const all = [...ofTraffic(evidence), ...ofFaults(evidence), ...ofGoals(evidence), ofHarness(evidence), ...ofChecks(evidence, results)]
  const [avoided, conditions] = [all.filter(isAvoided), all.filter((condition) => !isAvoided(condition))]
  const told = avoided.map(
    ({ miss }) => `By the way in which this integration works, or the order of what reached it, this did not come about: ${miss}.`,
  )
  const missed = conditions.filter((condition) => !condition.met)
  const [nearest, ...others] = missed
  const violations = new Collector().done()
  if (!nearest) return { judged: conditions.length, violations, ...(told.length > 0 && { notes: told }) }
  const { name } = evidence.header.plan.scenario
  return {
    judged: conditions.length,
    violations,
    unknown: `${name} exercised ${conditions.length - missed.length} of ${conditions.length}; nearest miss: ${nearest.miss}.`,
    notes: [...others.map(({ miss }) => `Also: ${miss}.`), ...told],
  }
}

/** Number 0: no verdict is green that tested nothing. It never fails a run, it makes it `unknown`. */
export const vacuity: Check = {
  number: 0,
  name: 'vacuity',
  class: 'D',
  title: 'The run exercised what its scenario promises.',
  provenBy: [],
  begin: (evidence) => ({ end: () => vacuityOutcome(evidence, []) }),
}
