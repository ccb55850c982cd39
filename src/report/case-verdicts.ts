import type { Judgement, RunVerdict } from '../checks/judgement.js'
import type { Flaky, RunReport } from './contract.js'

/** What a run was asked to be, as far as its journal knows. */
export function identityOf({ header: { plan } }: Pick<Judgement, 'header'>): string {
  return `${plan.scenario.name} ${plan.variant} ${plan.size} seed ${plan.seed}`
}

interface Case {
  readonly name: string
  readonly seed: number
  readonly verdicts: RunVerdict[]
}

/** How cases ended, those that were run again over all their attempts: a failure is never forgotten because of what came after it. */
export class CaseVerdicts {
  readonly #cases: Case[] = []
  readonly #latest = new Map<string, Case>()

  take({ identity, label = '', attempt, judgement }: Pick<RunReport, 'identity' | 'label' | 'attempt' | 'judgement'>): void {
    const key = `${label}\n${identity}`
    const known = attempt > 1 ? this.#latest.get(key) : undefined
    if (known) {
      known.verdicts.push(judgement.verdict)
      return
    }
    const { plan } = judgement.header
    const begun = { name: plan.scenario.name, seed: plan.seed, verdicts: [judgement.verdict] }
    this.#cases.push(begun)
    this.#latest.set(key, begun)
  }

  ended(): { readonly verdicts: readonly RunVerdict[]; readonly flaky: readonly Flaky[] } {
    const flaky: Flaky[] = []
    const verdicts: RunVerdict[] = []
    for (const { name, seed, verdicts: own } of this.#cases) {
      const failed = own.filter((verdict) => verdict === 'fail').length
      const passed = own.includes('pass')
      if (passed && own.some((verdict) => verdict !== 'pass')) flaky.push({ name, seed, failed, attempts: own.length })
      else verdicts.push(failed > 0 ? 'fail' : (own.at(-1) ?? 'unknown'))
    }
    return { verdicts, flaky }
  }
}
