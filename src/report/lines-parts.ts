import type { CheckResult } from '../checks/contract.js'
import type { Judgement, SetUpFinding } from '../checks/judgement.js'
import { clean, lengthOf, padEnd, wrap } from '../explain/text.js'
import type { Page } from './lines-page.js'
import { plantFigureTexts } from './plant-figures.js'
import { count, joined, unended } from '../words/lists.js'
import { append } from '../domain/grouping.js'

const detailsShown = 6
/** Of a figure: the least that its name gets of a line, and the most that is kept for its value and who judges it. */
const namesMin = 24
const restWidth = 40

/** What a run waited for: facts that were expected; where all are done, those of which the caller cannot know it. */
export function awaited({ outstanding, doubts = 0 }: { readonly outstanding: number; readonly doubts?: number }): string {
  return outstanding === 0 && doubts > 0 ? `${count(doubts, 'fact')} in doubt` : count(outstanding, 'fact')
}

/** What a target's author should read before any verdict. */
export function setUpFindings(page: Page, findings: readonly SetUpFinding[]): void {
  if (findings.length === 0) return
  page.heading('Set-up')
  for (const finding of findings) {
    page.prose(`  ${clean(finding.message, 600)}${finding.count > 1 ? ` (${finding.count} times)` : ''}`, 4, 'doubt')
    const told = findings.findLast((other) => other.details.length > 0 && other.details.join('\n') === finding.details.join('\n'))
    // Two findings about one end have the same last words; they stand below both.
    if (told !== finding && told !== undefined) continue
    for (const detail of finding.details.slice(0, detailsShown)) page.prose(`    ${clean(detail, 300)}`, 6)
    if (finding.details.length > detailsShown) page.line(`    … and ${finding.details.length - detailsShown} more`)
  }
}

/** How many checks passed, and what none of them looked at: a short result is read, a long one is not. */
export function checksInShort(page: Page, results: readonly CheckResult[]): void {
  const passed = results.filter(({ verdict }) => verdict === 'pass')
  const judged = passed.reduce((total, result) => total + result.judged, 0)
  const without = results.filter(({ verdict, why }) => verdict === 'not-judged' && why === noCase)
  const idle = without.length === 0 ? '' : `; ${count(without.length, 'check')} had no case in this run`
  page.prose(`  ${count(passed.length, 'check')} passed, ${count(judged, 'thing')} judged${idle} (--verbose names them).`, 4)
  idleChecks(
    page,
    results.filter((result) => !without.includes(result)),
  )
}

const noCase = 'nothing in this run was a case for it'

const idleWords = { 'not-judged': 'Not judged', 'not-in-scope': 'Not in scope' } as const

/** Checks that had nothing to judge, together where the reason is the same; with that of `--verbose` goes what they noticed. */
function idleChecks(page: Page, results: readonly CheckResult[]): void {
  const groups = new Map<string, string[]>()
  for (const { verdict, check, why = '' } of results) {
    if (verdict !== 'not-judged' && verdict !== 'not-in-scope') continue
    append(groups, `${idleWords[verdict]}${why === '' ? '' : ` (${unended(clean(why, 300))})`}`, clean(check))
  }
  for (const [lead, names] of groups) page.prose(`  ${lead}: ${names.join(', ')}.`, 4)
}

/**
 * The figures in a few lines; of a run that passed those that were judged, since nothing of it needs study, unless it was of a part of
 * what happened: then how much was somebody else's is told too.
 */
export function figuresInShort(page: Page, { figures, verdict, header }: Pick<Judgement, 'figures' | 'verdict' | 'header'>): void {
  const isPart = header.plan.flows.some((flow) => !header.target.covers.includes(flow))
  for (const judged of verdict === 'pass' && !isPart ? [true] : [true, false]) {
    const told = figures.filter((figure) => (figure.judgedBy !== undefined) === judged)
    const list = joined(told.map((figure) => `${clean(figure.name)} ${clean(figure.value, 120)}`))
    if (list !== '') page.prose(`  Figures, ${judged ? '' : 'not '}judged: ${list}.`, 4)
  }
}

/** Every figure with the check that judges it, or labelled as not judged. A name that leaves no room for that takes several lines. */
export function figureLines(page: Page, { figures }: Pick<Judgement, 'figures'>): void {
  if (figures.length === 0) return
  page.heading('Figures')
  const told = figures.map(({ name, value, judgedBy }) => ({
    name: clean(name),
    rest: `${clean(value, 120)}  (${judgedBy === undefined ? 'not judged' : `judged by ${clean(judgedBy)}`})`,
  }))
  const room = page.style.columns - 4 - Math.max(...told.map(({ rest }) => Math.min(lengthOf(rest), restWidth)))
  const names = Math.min(Math.max(...told.map(({ name }) => lengthOf(name))), Math.max(namesMin, room))
  for (const { name, rest } of told) {
    const lines = wrap(name, names, 2)
    for (const line of lines.slice(0, -1)) page.line(`  ${line}`)
    page.prose(`  ${padEnd(lines.at(-1) ?? '', names)}  ${rest}`, names + 4)
  }
}

/** What a plant leader asks for, where there is any of it. */
export function plantFigures(page: Page, { plantFigures: figures }: Pick<Judgement, 'plantFigures'>): void {
  const texts = plantFigureTexts(figures)
  if (texts.length === 0) return
  page.heading('For the plant')
  for (const text of texts) page.prose(`  ${text}`, 4)
}
