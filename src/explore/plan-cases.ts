import { resolve } from 'node:path'
import {
  compilerOf,
  findScenario,
  listScenarios,
  renderDiagnostics,
  scenarioNames,
  shippedTags,
  withFaults,
  type Compiled,
  type Diagnostic,
  type FoundScenario,
  type NotFound,
  type Plan,
  type Size,
  type Variant,
} from '../scenario/index.js'
import type { CompileOptions } from '../scenario/compile.js'
import { didYouMean } from '../words/did-you-mean.js'
import { shownPath } from '../words/shell.js'

/** What a case is asked for by. */
interface CaseParts {
  /** Name of a shipped scenario, or the absolute path of another. */
  readonly scenario: string
  readonly variant: Variant
  readonly size: Size
  readonly seed: number
  readonly dedupe?: NonNullable<CompileOptions['dedupe']>
  readonly identifiers?: string
}

/** One run that is asked for. Its plan is made when its turn comes. */
export interface CampaignCase {
  readonly scenario: string
  readonly seed: number
  readonly plan: () => Plan
  /** The command line that runs exactly this again. */
  readonly reproduce: string
  /** What makes it this case, in one text: equal in every invocation that asks for the same. */
  readonly identity: string
  /** The same in parts. */
  readonly parts: CaseParts
  /** Changes with the text of the scenario. */
  readonly hash: string
  /** Checks that the scenario says it exercises. */
  readonly exercises: readonly string[]
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
  const [among] = all && tags.length === 0 ? scenarioNames().filter((name) => chosen.has(name)) : []
  if (among !== undefined) throw new ScenarioError(`${among} is among --all. Give its name alone, or --all without it.`)
  if (all || tags.length > 0) {
    const shipped = listScenarios()
    checkTags(tags, shippedTags())
    for (const each of shipped) if (tags.length === 0 || tags.some((tag) => each.tags.includes(tag))) chosen.add(each.name)
  }
  const cases: CampaignCase[] = []
  const diagnostics: Diagnostic[] = []
  for (const [name, found] of allFound(chosen)) {
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
        ...identified(found, name, { variant, size, seed, ...(dedupe && { dedupe }), ...(identifiers && { identifiers }) }),
        hash: first.plan.scenario.hash,
        exercises: first.plan.checks,
        plan: () => (index === 0 ? first.plan : mustBePlan(planOf(seed, true))),
      })
    })
  }
  if (diagnostics.length > 0) throw new ScenarioError(renderDiagnostics(diagnostics))
  return cases
}

/** A tag that nothing has is a slip, also beside others. */
function checkTags(tags: readonly string[], known: readonly string[]): void {
  const strange = tags.find((tag) => !known.includes(tag))
  if (strange === undefined) return
  const meant = didYouMean(strange, known)
  const hint = meant === undefined ? `Tags are ${known.toSorted().join(', ')}.` : `Did you mean "${meant}"?`
  throw new ScenarioError(`No shipped scenario has the tag ${strange}.\n${hint}`)
}

/** What a case is: the whole text of it, and its parts. A scenario that does not ship is found again by its path. */
function identified(
  found: { readonly name: string; readonly file: string },
  given: string,
  rest: Omit<CaseParts, 'scenario'>,
): Pick<CampaignCase, 'identity' | 'parts'> {
  const { variant, size, seed, dedupe, identifiers } = rest
  const words = [dedupe === undefined ? '' : ` dedupe ${dedupe}`, identifiers === undefined ? '' : ` identifiers ${identifiers}`]
  return {
    identity: `${found.name} ${variant} ${size} seed ${seed}${words.join('')}`,
    parts: { scenario: given === found.name ? given : resolve(found.file), ...rest },
  }
}

/** The one run of one scenario. */
export function planCase(scenario: string, wanted: Omit<CasesWanted, 'scenarios' | 'all' | 'tags'>): Plan {
  const plan = planCases({ ...wanted, scenarios: [scenario] })[0]?.plan()
  if (!plan) throw new ScenarioError(`${scenario} has no plan`)
  return plan
}

/** All of them, or what is to be said of those that are not there: what holds for several is said once. */
function allFound(names: Iterable<string>): readonly (readonly [name: string, found: FoundScenario])[] {
  const found: (readonly [string, FoundScenario])[] = []
  const lost: NotFound[] = []
  for (const name of names) {
    const each = findScenario(name)
    if ('message' in each) lost.push(each)
    else found.push([name, each])
  }
  if (lost.length === 0) return found
  const byHint = Map.groupBy(lost, ({ hint }) => hint)
  const told = [...byHint].map(([hint, alike]) =>
    [...alike.map(({ message }) => message), ...(hint === undefined ? [] : [hint])].join('; '),
  )
  throw new ScenarioError(told.join('\n'))
}

function mustBePlan(compiled: Compiled): Plan {
  // What compiles with one seed compiles with all: seeds choose among legal plans.
  if (compiled.plan) return compiled.plan
  throw new Error(
    `a scenario compiled with one seed and not with another: ${compiled.diagnostics.map((diagnostic) => diagnostic.message).join('; ')}`,
  )
}
