import { compile } from '../scenario/compile.js'
import type { Diagnostic } from '../scenario/diagnostics.js'
import { findScenario, listScenarios } from '../scenario/library.js'
import type { Plan, Size, Variant } from '../scenario/plan.js'
import type { CampaignCase } from './campaign.js'

export interface CasesWanted {
  /** Names of shipped scenarios, or paths. */
  readonly scenarios: readonly string[]
  /** All shipped scenarios, those with one of `tags` if there are any. */
  readonly all: boolean
  readonly tags: readonly string[]
  readonly seeds: readonly number[]
  readonly variant: Variant
  readonly size: Size
  readonly dedupe?: 'none' | 'idempotency-key' | 'external-reference'
  /** The command line for one case. */
  readonly commandOf: (scenario: string, seed: number) => string
}

export type PlannedCases = { readonly cases: readonly CampaignCase[] } | { readonly diagnostics: readonly Diagnostic[] } | { readonly problem: string }

/** Every scenario × seed that is asked for; each is compiled once here, so that a broken file is told before anything runs. */
export function planCases(wanted: CasesWanted): PlannedCases {
  const chosen = new Set(wanted.scenarios)
  if (wanted.all || wanted.tags.length > 0) {
    for (const { name, tags } of listScenarios()) {
      if (wanted.tags.length === 0 || wanted.tags.some((tag) => tags.includes(tag))) chosen.add(name)
    }
    if (chosen.size === 0) return { problem: `No shipped scenario has the tag ${wanted.tags.join(' or ')}.` }
  }
  const cases: CampaignCase[] = []
  const diagnostics: Diagnostic[] = []
  for (const name of chosen) {
    const found = findScenario(name)
    if ('problem' in found) return found
    const planOf = (seed: number): Plan | readonly Diagnostic[] => {
      const { variant, size, dedupe } = wanted
      const compiled = compile(found, { variant, size, seed, ...(dedupe && { dedupe }) })
      return 'plan' in compiled ? compiled.plan : compiled.diagnostics
    }
    const first = planOf(wanted.seeds[0] ?? 1)
    if (Array.isArray(first)) {
      diagnostics.push(...(first as readonly Diagnostic[]))
      continue
    }
    for (const seed of wanted.seeds) {
      cases.push({ scenario: name, seed, reproduce: wanted.commandOf(name, seed), plan: () => mustBePlan(planOf(seed)) })
    }
  }
  return diagnostics.length > 0 ? { diagnostics } : { cases }
}

function mustBePlan(compiled: Plan | readonly Diagnostic[]): Plan {
  // What compiles with one seed compiles with all: seeds choose among legal plans.
  if ('version' in compiled) return compiled
  throw new Error(`a scenario compiled with one seed and not with another: ${compiled.map((diagnostic) => diagnostic.message).join('; ')}`)
}
