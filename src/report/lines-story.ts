import { limits } from '../domain/limits.js'
import { advisoryOf, checksOf, type Cause } from '../explain/causes.js'
import type { Explanation } from '../explain/explanation.js'
import { clean } from '../explain/text.js'
import { renderExplanation, type LineKind } from '../explain/words.js'
import { list } from '../words/lists.js'
import type { RunReport } from './contract.js'
import type { Page } from './lines-page.js'
import type { Tone } from './style.js'

const tones: Readonly<Record<LineKind, Tone>> = { statement: 'strong', heading: 'strong', text: 'plain', aside: 'quiet', problem: 'bad' }

/** Of one cause at other facts, so many are named. */
const againTold = 3

/** What was told in full already, in this invocation: the name of the run that told it, by the fingerprint of the cause. */
export type ToldCauses = Map<string, string>

/**
 * The long story, once per cause: what happened, of what else it happened, and which other promises broke by it. What an earlier run has
 * told is named; after some causes only the statements follow, so that the end of the report stays in reach. True if anything was told in
 * full.
 */
export function story(page: Page, report: RunReport, told: ToldCauses, verbose: boolean): boolean {
  const { causes } = report
  const advisory = advisoryOf(report.judgement.results)
  // Those of advice come last, and have no number.
  const convicting = causes.filter(({ told: { check } }) => !advisory.has(check)).length
  const untold: string[] = []
  let full = 0
  causes.forEach((cause, index) => {
    const before = told.get(cause.fingerprint)
    const number = convicting === 1 ? 'The cause' : `Cause ${index + 1} of ${convicting}`
    const isAdvice = advisory.has(cause.told.check)
    page.line()
    page.led(isAdvice ? 'ADVICE' : number, isAdvice ? 'doubt' : 'bad', `  ${clean(cause.told.check)}`)
    if (!verbose && before !== undefined) {
      statement(page, cause.told)
      page.prose(`Told above, in ${before}.`, 2, 'quiet')
    } else if (!verbose && (isAdvice || full >= limits.witnesses_count_max)) {
      statement(page, cause.told)
      untold.push(clean(cause.told.check))
    } else {
      full += 1
      told.set(cause.fingerprint, nameOf(report))
      explanation(page, cause.told)
    }
    rest(page, cause, verbose)
  })
  if (untold.length > 0) {
    page.line()
    page.prose(`Told in full with --verbose: ${[...new Set(untold)].join(', ')}.`, 2, 'quiet')
  }
  return full > 0
}

/** The same of other facts, and the other checks that it broke. */
function rest(page: Page, { told, again, others }: Cause, verbose: boolean): void {
  if (verbose) {
    for (const each of [...again, ...others]) {
      page.line()
      page.led(each.check === told.check ? 'The same of another' : 'By the same cause', 'bad', `  ${clean(each.check)}`)
      explanation(page, each)
    }
    return
  }
  if (again.length + others.length > 0) page.line()
  for (const each of again.slice(0, againTold)) page.prose(`The same again: ${clean(each.statement.text, 600)}`, 2)
  const checks = checksOf(others).filter((check) => check !== told.check)
  const own = others.filter(({ check }) => check === told.check)
  for (const each of own.slice(0, againTold)) page.prose(`Of the same facts: ${clean(each.statement.text, 600)}`, 2)
  if (checks.length > 0) page.prose(`The same cause breaks ${list(checks.map((check) => clean(check)))}.`, 2)
}

function statement(page: Page, told: Explanation): void {
  for (const line of renderExplanation(told, page.style.columns))
    if (line.kind === 'statement' || line.kind === 'problem') page.line(line.text, tones[line.kind])
}

function explanation(page: Page, told: Explanation): void {
  for (const line of renderExplanation(told, page.style.columns)) page.line(line.text, tones[line.kind])
}

/** How a run is named where several are told. */
function nameOf({ judgement }: Pick<RunReport, 'judgement'>): string {
  const { plan } = judgement.header
  return `${clean(plan.scenario.name, 60)}, seed ${plan.seed}`
}
