import { relative } from 'node:path'
import type { FlowName } from '../domain/names.js'
import {
  compile,
  findScenario,
  listScenarios,
  type Compiled,
  type Diagnostic,
  type Plan,
  type Size,
  type Variant,
} from '../scenario/index.js'

/** One run that is asked for. Its plan is made when its turn comes. */
export interface CampaignCase {
  readonly scenario: string
  readonly seed: number
  readonly plan: () => Plan
  /** The command line that runs exactly this again. */
  readonly reproduce: string
}

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
  /** Flows that the target covers; all, if absent. */
  readonly covers?: readonly FlowName[]
  /** The command line for one case. */
  readonly commandOf: (scenario: string, seed: number) => string
}

export type PlannedCases =
  | { readonly cases: readonly CampaignCase[] }
  | { readonly diagnostics: readonly Diagnostic[] }
  | { readonly problem: string }

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
    if ('message' in found) return { problem: `${found.message}${found.hint === undefined ? '' : `; ${found.hint}`}` }
    const planOf = (seed: number): Compiled => {
      const { variant, size, dedupe, covers } = wanted
      return compile(found.source, {
        variant,
        size,
        seed,
        file: shownPath(found.file),
        ...(dedupe && { dedupe }),
        ...(covers && { covers }),
      })
    }
    const first = planOf(wanted.seeds[0] ?? 1)
    if (first.diagnostics) {
      diagnostics.push(...first.diagnostics)
      continue
    }
    wanted.seeds.forEach((seed, index) => {
      cases.push({
        scenario: found.name,
        seed,
        reproduce: wanted.commandOf(name, seed),
        plan: () => (index === 0 ? first.plan : mustBePlan(planOf(seed))),
      })
    })
  }
  return diagnostics.length > 0 ? { diagnostics } : { cases }
}

function mustBePlan(compiled: Compiled): Plan {
  // What compiles with one seed compiles with all: seeds choose among legal plans.
  if (compiled.plan) return compiled.plan
  throw new Error(
    `a scenario compiled with one seed and not with another: ${compiled.diagnostics.map((diagnostic) => diagnostic.message).join('; ')}`,
  )
}

/** As short as it can be said from here. */
function shownPath(file: string): string {
  const below = relative(process.cwd(), file)
  return below.startsWith('..') ? file : below
}
