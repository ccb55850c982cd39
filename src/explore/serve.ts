import { limits } from '../domain/limits.js'
import { judgeJournal } from '../checks/judge.js'
import type { CheckResult } from '../checks/contract.js'
import { vacuity } from '../checks/generic/vacuity.js'
import { addedAtRest, judgeAsIfAtRest, unpromised } from './at-rest.js'
import { findScenario, scenarioNames, type Plan } from '../scenario/index.js'
import type { LandscapeWanted, PlanFor, ServedCheck, ServedChecks, ServedJournal, ServeOptions, Serving } from '../sim/serve/contract.js'
import { serveSystems } from '../sim/serve/serve.js'
import { nameHint } from '../words/did-you-mean.js'
import { count, cut } from '../words/lists.js'
import { planCase, ScenarioError } from './plan-cases.js'

export interface ServeWanted extends Pick<ServeOptions, 'network' | 'tool' | 'journal' | 'onError'> {
  /** Name of a shipped scenario, or path of a file: whose orders and facts are there. */
  readonly scenario: string
  /** Default 1. */
  readonly seed?: number | undefined
  readonly dedupe?: LandscapeWanted['dedupe'] | undefined
  readonly identifiers?: string | undefined
}

/**
 * Serves the systems of a scenario, with its data and without its faults, and landscapes of their own beside them. Rejects with a
 * sentence when the scenario is unknown or broken, or a port is taken.
 */
export async function serveScenario(wanted: ServeWanted): Promise<Serving> {
  const { scenario, seed, dedupe, identifiers, ...options } = wanted
  const planFor = plansOf({
    scenario,
    ...(seed !== undefined && { seed }),
    ...(dedupe !== undefined && { dedupe }),
    ...(identifiers !== undefined && { identifiers }),
  })
  const first = planFor({})
  if ('problem' in first) throw new ScenarioError(first.problem)
  return serveSystems({ ...options, plan: first.plan, planFor, judge: judgeSoFar })
}

/**
 * Plans for whoever asks over the wire. By that way nobody chooses a file: a path is served if the server was started with it, and no
 * other.
 */
function plansOf(defaults: LandscapeWanted & { readonly scenario: string }): PlanFor {
  const shipped = scenarioNames()
  const given = findScenario(defaults.scenario)
  const known = new Map<string, Plan>()
  const own = 'message' in given ? undefined : given.name
  return (wanted) => {
    const { scenario, seed = 1, dedupe, identifiers } = { ...defaults, ...wanted }
    const asked = scenario === own ? defaults.scenario : scenario
    if (asked !== defaults.scenario && !shipped.includes(asked)) {
      const hint = nameHint(asked, [...new Set([...shipped, ...(own === undefined ? [] : [own])])])
      const problem = `There is no scenario "${cut(asked)}" here; ${hint ?? ''} For a file of your own, start mfgsync serve with its path.`
      return { problem }
    }
    const key = JSON.stringify([asked, seed, dedupe, identifiers])
    try {
      // To make a plan takes longer than everything else that a session needs, and tests often want the same one.
      const plan = known.get(key) ?? planCase(asked, { seeds: [seed], variant: 'clean', dedupe, identifiers })
      known.delete(key)
      known.set(key, plan)
      const [oldest] = known.keys()
      if (known.size > limits.served_plans_count_max && oldest !== undefined) known.delete(oldest)
      return { plan }
    } catch (error) {
      if (error instanceof ScenarioError) return { problem: error.message }
      throw error
    }
  }
}

const classes = { S: 'safety', L: 'liveness', D: 'diagnostic' } as const
const order: readonly ServedCheck['class'][] = ['safety', 'liveness', 'diagnostic']
const neverAtRest = 'a served landscape never comes to rest, so nobody can say that nothing more will come; mfgsync simulate judges an end'

/**
 * Judges what happened in a served landscape so far: safety as in a run that was cut there. Liveness stays unknown; where every record is
 * at hand, it is said what would be wrong if nothing more came.
 */
export function judgeSoFar({ header, records, notJudged }: ServedJournal): ServedChecks {
  const judgement = notJudged > 0 ? judgeJournal({ header: unpromised(header), records }) : judgeAsIfAtRest(header, records)
  const checks = judgement.results
    .filter(({ check }) => check !== vacuity.name)
    .map(servedCheck)
    .toSorted((one, other) => order.indexOf(one.class) - order.indexOf(other.class))
  const failed = checks.filter(({ verdict, advisory }) => verdict === 'fail' && !advisory)
  const wouldFail = checks.filter(({ soFar, advisory }) => soFar !== undefined && !advisory)
  const [worst] = failed
  const others = failed.length > 1 ? ` (and ${failed.length - 1} more failed)` : ''
  const seen = notJudged > 0 ? judgement.records : judgement.records - addedAtRest
  return {
    verdict: worst ? 'fail' : 'unknown',
    why: worst
      ? `${worst.check}: ${worst.why ?? ''}${others}`
      : `No check of safety has failed in ${count(seen, 'record')} so far; ${neverAtRest}.`,
    failed: failed.map(({ check }) => check),
    wouldFail: wouldFail.map(({ check }) => check),
    judged: { records: seen, facts: judgement.facts, recordsLeftOut: notJudged },
    setUp: judgement.setUp.map(({ message, count: times }) => (times > 1 ? `${message} (${times} times)` : message)),
    checks,
  }
}

function servedCheck(result: CheckResult): ServedCheck {
  const { check, number, title, verdict, advisory, judged, violations, why } = result
  const { first } = violations
  const unsettled = result.class === 'L' && verdict !== 'not-judged' && verdict !== 'not-in-scope'
  const said = unsettled ? neverAtRest : why
  return {
    check,
    number,
    class: classes[result.class],
    title,
    verdict: unsettled ? 'unknown' : verdict,
    advisory,
    judged,
    violations: violations.count,
    ...(said !== undefined && { why: said }),
    ...(unsettled && first && { soFar: first.message }),
    ...(first && { records: first.records }),
  }
}
