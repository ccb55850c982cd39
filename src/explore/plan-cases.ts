import {
  compilerOf,
  findScenario,
  listScenarios,
  renderDiagnostics,
  withFaults,
  type Compiled,
  type Diagnostic,
  type Plan,
  type Size,
} from '../scenario/index.js'
import type { CompileOptions } from '../scenario/compile.js'
import { shownPath } from '../words/shell.js'

/** One run that is asked for. Its plan is made when its turn comes. */
export interface CampaignCase {
  readonly scenario: string
  readonly seed: number
  readonly plan: () => Plan
  /** The command line that runs exactly this again. */
  readonly reproduce: string
}

export interface CasesWanted extends Pick<CompileOptions, 'variant' | 'dedupe' | 'identifiers' | 'covers'> {
  /** Faults in place of those of the scenario, as they stand in one. */
  readonly faults?: readonly Readonly<Record<string, unknown>>[] | undefined
  /** Names of shipped scenarios, or paths. */
  readonly scenarios: readonly string[]
  /** All shipped scenarios, those with one of `tags` if there are any. */
  readonly all?: boolean
  readonly tags?: readonly string[] | undefined
  /** Default 1. */
  readonly seeds?: readonly number[] | undefined
  /** Default `quick`. */
  readonly size?: Size | undefined
  /** The command line for one case. */
  readonly commandOf?: (scenario: string, seed: number) => string
}

/** A scenario that is not there, or everything that is wrong with it, in words. */
export class ScenarioError extends Error {}

/**
 * Every scenario × seed that is asked for; each is compiled once here, so that a broken file is told before anything runs.
 * Throws ScenarioError for what is unknown or broken.
 */
export function planCases(wanted: CasesWanted): readonly CampaignCase[] {
  const { all, tags = [], seeds = [1], variant, size = 'quick', dedupe, identifiers, covers, faults, commandOf = () => '' } = wanted
  const chosen = new Set(wanted.scenarios)
  if (all || tags.length > 0) {
    for (const shipped of listScenarios()) {
      if (tags.length === 0 || tags.some((tag) => shipped.tags.includes(tag))) chosen.add(shipped.name)
    }
    if (chosen.size === 0) throw new ScenarioError(`No shipped scenario has the tag ${tags.join(' or ')}.`)
  }
  const cases: CampaignCase[] = []
  const diagnostics: Diagnostic[] = []
  for (const name of chosen) {
    const found = findScenario(name)
    if ('message' in found) throw new ScenarioError(`${found.message}${found.hint === undefined ? '' : `; ${found.hint}`}`)
    const source = faults ? withFaults(found.source, faults) : found.source
    const compileIt = compilerOf(source)
    const planOf = (seed: number, thisSizeOnly = false): Compiled =>
      compileIt({ thisSizeOnly, variant, size, seed, dedupe, identifiers, covers, file: shownPath(found.file) })
    const first = planOf(seeds[0] ?? 1)
    if (first.diagnostics) {
      diagnostics.push(...first.diagnostics)
      continue
    }
    seeds.forEach((seed, index) => {
      cases.push({
        scenario: found.name,
        seed,
        reproduce: commandOf(name, seed),
        plan: () => (index === 0 ? first.plan : mustBePlan(planOf(seed, true))),
      })
    })
  }
  if (diagnostics.length > 0) throw new ScenarioError(renderDiagnostics(diagnostics))
  return cases
}

/** The one run of one scenario. */
export function planCase(scenario: string, wanted: Omit<CasesWanted, 'scenarios' | 'all' | 'tags'>): Plan {
  const plan = planCases({ ...wanted, scenarios: [scenario] })[0]?.plan()
  if (!plan) throw new ScenarioError(`${scenario} has no plan`)
  return plan
}

function mustBePlan(compiled: Compiled): Plan {
  // What compiles with one seed compiles with all: seeds choose among legal plans.
  if (compiled.plan) return compiled.plan
  throw new Error(
    `a scenario compiled with one seed and not with another: ${compiled.diagnostics.map((diagnostic) => diagnostic.message).join('; ')}`,
  )
}
