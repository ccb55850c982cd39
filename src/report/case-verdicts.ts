import type { RunOutcome } from '../checks/baseline.js'
import type { Judgement } from '../checks/judgement.js'
import type { Flaky, RunReport } from './contract.js'

/** What a run was asked to be, as far as its journal knows. */
export function identityOf({ header: { plan } }: Pick<Judgement, 'header'>): string {
  return `${plan.scenario.name} ${plan.variant} ${plan.size} seed ${plan.seed}`
}

interface Case {
  readonly name: string
  readonly seed: number
  readonly verdicts: RunOutcome[]
}

/** How cases ended, those that were run again over all their attempts: a failure is never forgotten because of what came after it. */
export class CaseVerdicts {
  readonly #cases: Case[] = []
  readonly #latest = new Map<string, Case>()

  take({
    identity,
    label = '',
    attempt,
    judgement,
    outcome,
  }: Pick<RunReport, 'identity' | 'label' | 'attempt' | 'judgement' | 'outcome'>): void {
    const key = `${label}\n${identity}`
    const known = attempt > 1 ? this.#latest.get(key) : undefined
    if (known) {
      known.verdicts.push(outcome)
      return
    }
    const { plan } = judgement.header
    const begun = { name: plan.scenario.name, seed: plan.seed, verdicts: [outcome] }
    this.#cases.push(begun)
    this.#latest.set(key, begun)
  }

  ended(): { readonly verdicts: readonly RunOutcome[]; readonly flaky: readonly Flaky[] } {
    const flaky: Flaky[] = []
    const verdicts: RunOutcome[] = []
    for (const { name, seed, verdicts: own } of this.#cases) {
      const failed = own.filter((verdict) => verdict === 'fail').length
      const passed = own.includes('pass') || own.includes('known')
      if (passed && new Set(own).size > 1) flaky.push({ name, seed, failed, attempts: own.length })
      else verdicts.push(failed > 0 ? 'fail' : (own.at(-1) ?? 'unknown'))
    }
    return { verdicts, flaky }
  }
}
