import { isAbsolute } from 'node:path'
import type { Plan } from '../scenario/index.js'
import { canKill, type TargetSettings } from '../sim/index.js'
import type { CampaignCase } from './plan-cases.js'

/** Why these cases cannot be run against this target at all; undefined if they can. */
export function scopeProblem(cases: readonly CampaignCase[], target: TargetSettings, strict: boolean): string | undefined {
  const seen = new Set<string>()
  for (const asked of cases) {
    if (seen.has(asked.scenario)) continue
    seen.add(asked.scenario)
    const plan = asked.plan()
    const uncovered = plan.flows.filter((flow) => target.flows && !target.flows.includes(flow))
    if (uncovered.length === plan.flows.length) {
      return (
        `${plan.scenario.name} has nothing in scope: it has facts of ${plan.flows.join(', ')}, and target.flows covers ` +
        `${target.flows?.join(', ') ?? 'nothing'}.\n` +
        'Run another one (mfgsync scenarios list), or add to target.flows what the target covers.'
      )
    }
    if (strict && uncovered.length > 0)
      return `--strict-scope: the target leaves ${uncovered.join(', ')} of ${plan.scenario.name} to a stand-in.`
    const kill = plan.faults.find((fault) => fault.name === 'kill')
    // A target that runs elsewhere cannot be killed: its kills are left out and printed. One that mfgsync starts needs a way to.
    if (kill && (target.url === undefined || target.start !== undefined) && !canKill(target)) {
      return (
        `The fault ${kill.id} of ${plan.scenario.name} kills the target, and target.kill says no way to do that: give target.kill, ` +
        'or start it by a command.'
      )
    }
  }
  return undefined
}

/** A target that runs elsewhere is not killed: its plan, and the faults that are left out of it. */
export function withoutKills(
  plan: Plan,
  target: Pick<TargetSettings, 'url' | 'start'>,
): { readonly plan: Plan; readonly leftOut: readonly string[] } {
  if (target.url === undefined || target.start !== undefined) return { plan, leftOut: [] }
  const leftOut = plan.faults.filter((fault) => fault.name === 'kill').map((fault) => fault.id)
  return { plan: { ...plan, faults: plan.faults.filter((fault) => fault.name !== 'kill') }, leftOut }
}

/**
 * Of all there are, those that concern the target: who asks for all asks for what there is for it. `named`: asked for by name, and
 * never left out without a word.
 */
export function inScope(
  cases: readonly CampaignCase[],
  target: TargetSettings,
  named: readonly string[],
): { readonly cases: readonly CampaignCase[]; readonly leftOut: readonly string[] } {
  const concerns = new Map<string, boolean>()
  for (const asked of cases) {
    const { scenario } = asked.parts
    if (!concerns.has(scenario))
      concerns.set(
        scenario,
        named.includes(scenario) || isAbsolute(scenario) || asked.plan().flows.some((flow) => target.flows?.includes(flow) ?? true),
      )
  }
  return {
    cases: cases.filter(({ parts }) => concerns.get(parts.scenario) === true),
    leftOut: [...concerns].flatMap(([scenario, isOne]) => (isOne ? [] : scenario)),
  }
}
