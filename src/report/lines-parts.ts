import type { CheckResult } from '../checks/contract.js'
import type { Judgement, Reconciliation, ReconciliationRow, SetUpFinding } from '../checks/judgement.js'
import { duration } from '../words/duration.js'
import { shellWord } from '../words/shell.js'
import { clean, fit, lengthOf, padEnd, padStart, wrap } from '../explain/text.js'
import type { ReportStyle, RunReport } from './contract.js'
import { plantFigureTexts } from './plant-figures.js'
import { byUrgency, paint, runVerdictWord, shown, toneOf, verdictWord, type Tone } from './style.js'
import { count, joined, unended } from '../words/lists.js'
import { append } from '../domain/grouping.js'

const verdictWidth = 12
const nameWidth = 40
const detailsShown = 6
/** Of a reconciled key: the least that it gets of a line. */
const keysMin = 8
/** Of a figure: the least that its name gets of a line, and the most that is kept for its value and who judges it. */
const namesMin = 24
const restWidth = 40

/** Collects lines as this terminal shows them: cut to what it can display, then coloured. */
export class Page {
  readonly lines: string[] = []
  readonly style: ReportStyle

  constructor(style: ReportStyle) {
    this.style = style
  }

  line(text = '', tone: Tone = 'plain'): void {
    this.lines.push(paint(this.style, tone, shown(this.style, text)))
  }

  /** A line whose first word alone is coloured. */
  led(lead: string, tone: Tone, rest: string): void {
    this.lines.push(`${paint(this.style, tone, shown(this.style, lead))}${shown(this.style, rest)}`)
  }

  /** Wrapped text that keeps its indentation; later lines are indented by `hanging` in all. */
  prose(text: string, hanging = 0, tone: Tone = 'plain'): void {
    const body = text.trimStart()
    const lead = text.length - body.length
    for (const each of wrap(body, this.style.columns - lead, Math.max(0, hanging - lead))) this.line(' '.repeat(lead) + each, tone)
  }

  heading(text: string): void {
    this.line()
    this.line(text, 'strong')
  }

  toString(): string {
    return this.lines.map((line) => `${line}\n`).join('')
  }
}

/** The verdict of the run, what ran, and why. */
export function headline(page: Page, judgement: Judgement): void {
  const { plan, target } = judgement.header
  const word = runVerdictWord(judgement.verdict)
  const run = `${clean(plan.scenario.name, 60)} (${clean(plan.variant)}, ${clean(plan.size)}, seed ${plan.seed})`
  page.line()
  page.led(word, toneOf(judgement.verdict), `  ${run}`)
  const size = [count(judgement.facts, 'fact'), count(judgement.records, 'record'), duration(judgement.duration_ms)].join(', ')
  page.prose(`  target ${clean(target.label, 200)}; ${size}`, 4)
  if (judgement.why !== '') page.prose(`  ${clean(judgement.why, 600)}`, 4)
  if (!judgement.whole) page.prose('  The journal ends before its end mark; it was judged as far as it goes.', 2)
  const { quiet } = judgement
  // Waiting for nothing is not worth a line, nor is the time after the target was gone.
  if (quiet && quiet.how !== 'quiet' && quiet.how !== 'target-gone') {
    page.prose(`  Waited ${duration(quiet.waited_ms)} for ${awaited(quiet)} (target.patience is ${duration(quiet.patience_ms)}).`, 2)
  }
}

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
    const told = findings.find((other) => other.details.length > 0 && other.details.join('\n') === finding.details.join('\n'))
    // Two findings about one end have the same last words.
    if (told !== finding && told !== undefined) continue
    for (const detail of finding.details.slice(0, detailsShown)) page.prose(`    ${clean(detail, 300)}`, 6)
    if (finding.details.length > detailsShown) page.line(`    … and ${finding.details.length - detailsShown} more`)
  }
}

/** One line per check: verdict, name, how many things were judged, why. Without `all`, those that had nothing to judge share lines. */
export function checkLines(page: Page, results: readonly CheckResult[], all: boolean): void {
  if (results.length === 0) return
  page.heading('Checks')
  const listed = results.filter((result) => all || (result.verdict !== 'not-judged' && result.verdict !== 'not-in-scope'))
  const names = Math.max(...listed.map((result) => Math.min(nameWidth, lengthOf(clean(result.check)))), 0)
  for (const result of listed.sort(byUrgency)) checkLine(page, result, names)
  if (listed.some((result) => result.verdict === 'fail' && result.advisory)) {
    page.prose('  ADVICE: an advisory check, which cannot fail a run.', 4, 'quiet')
  }
  if (!all) idleChecks(page, results)
}

function checkLine(page: Page, result: CheckResult, names: number): void {
  const lead = `  ${padEnd(verdictWord(result), verdictWidth)}`
  const body = `  ${padEnd(fit(clean(result.check), names), names)}  ${padStart(String(result.judged), 6)}`
  const why = [...reasons(result), ...result.notes.map((note) => clean(note))].map(unended).join('; ')
  const start = lengthOf(lead) + lengthOf(body) + 2
  const tone = toneOf(result.verdict, result.advisory)
  if (why === '' || start + lengthOf(why) <= page.style.columns) {
    page.led(lead, tone, why === '' ? body : `${body}  ${why}`)
    return
  }
  page.led(lead, tone, body)
  const margin = verdictWidth + 4
  for (const line of wrap(why, page.style.columns - margin)) page.line(' '.repeat(margin) + line)
}

function reasons(result: CheckResult): string[] {
  const found = result.violations.count > 0 ? [count(result.violations.count, 'violation')] : []
  // What a failure is about is told below, from the journal.
  const why = result.verdict === 'fail' || result.why === undefined || result.why === '' ? [] : [clean(result.why)]
  return [...found, ...why]
}

/** Passed checks of a run in which nothing else matters, in a paragraph: a short result is read, a long one is not. */
export function passedChecks(page: Page, results: readonly CheckResult[]): void {
  const passed = results.filter((result) => result.verdict === 'pass')
  const names = (advisory: boolean): string =>
    passed
      .filter((result) => result.advisory === advisory)
      .map((result) => `${clean(result.check)} ${result.judged}`)
      .join(', ')
  const [proven, advice] = [names(false), names(true)]
  page.prose(
    `  ${count(passed.length, 'check')} passed, with the number of things judged: ` +
      `${proven}${advice === '' ? '' : `; as advice, ${advice}`}.`,
    4,
  )
  const idle = results.filter((result) => result.verdict === 'not-judged')
  const without = idle.filter((result) => result.why === noCase)
  idleChecks(
    page,
    results.filter((result) => !without.includes(result)),
  )
  if (without.length > 0) page.prose(`  ${count(without.length, 'check')} had no case in this run; --verbose lists them.`, 4, 'quiet')
}

const noCase = 'nothing in this run was a case for it'

const idleWords = { 'not-judged': 'Not judged', 'not-in-scope': 'Not in scope' } as const

/** Checks that had nothing to judge, together where the reason is the same. */
function idleChecks(page: Page, results: readonly CheckResult[]): void {
  const groups = new Map<string, string[]>()
  for (const result of results) {
    if (result.verdict !== 'not-judged' && result.verdict !== 'not-in-scope') continue
    const why = result.why === undefined || result.why === '' ? '' : ` (${clean(result.why, 160)})`
    const lead = `${idleWords[result.verdict]}${why}`
    append(groups, lead, clean(result.check) + result.notes.map((note) => ` (${unended(clean(note, 160))})`).join(''))
  }
  for (const [lead, names] of groups) page.prose(`  ${lead}: ${names.join(', ')}.`, 4)
}

/** Keys by systems, those that disagree; an odd cell is marked `<`. With `all`, the agreeing rows too. */
export function reconciliationTable(page: Page, { columns, rows, agreeing, hidden }: Reconciliation, all = false): void {
  if (rows.length === 0) return
  page.heading('Reconciliation')
  const odd = rows.filter((row) => row.odd.length > 0)
  const shownRows = all ? rows : odd
  if (shownRows.length > 0) table(page, columns, shownRows)
  const agreeingHidden = agreeing - (shownRows.length - odd.length)
  const oddHidden = hidden - Math.max(0, agreeing - (rows.length - odd.length))
  const more = [
    ...(oddHidden > 0 ? [`${oddHidden} more disagree`] : []),
    ...(agreeingHidden > 0 ? [`${count(agreeingHidden, 'row')} agree${agreeingHidden === 1 ? 's' : ''}`] : []),
  ]
  if (more.length > 0) page.line(`  ${more.join('; ')}`, 'quiet')
}

function table(page: Page, columns: readonly string[], rows: readonly ReconciliationRow[]): void {
  const cells = rows.map((row) => columns.map((column) => clean(row.cells[column] ?? '–', 40) + (row.odd.includes(column) ? ' <' : '  ')))
  const widths = columns.map((column, index) =>
    Math.max(lengthOf(clean(column, 40)) + 2, ...cells.map((row) => lengthOf(row[index] ?? ''))),
  )
  const room = page.style.columns - 2 - widths.reduce((total, width) => total + width + 2, 0)
  const keys = Math.max(keysMin, Math.min(room, Math.max(...rows.map((row) => lengthOf(clean(row.key))))))
  const render = (key: string, values: readonly string[]): string => {
    const rest = values.map((value, column) => `  ${padStart(value, widths[column] ?? 0)}`).join('')
    return `  ${padEnd(key, keys)}${rest}`.trimEnd()
  }
  const titles = columns.map((column) => `${clean(column, 40)}  `)
  page.line(render('', titles), 'quiet')
  for (const [index, row] of rows.entries()) {
    const tone = row.odd.length > 0 ? 'bad' : 'plain'
    const parts = wrap(clean(row.key), keys, 2)
    for (const part of parts.slice(0, -1)) page.line(`  ${part}`, tone)
    page.line(render(parts.at(-1) ?? '', cells[index] ?? []), tone)
  }
}

/** The same in a few lines, for a run that needs no study. */
export function figuresInShort(page: Page, { figures }: Pick<Judgement, 'figures'>): void {
  for (const judged of [true, false]) {
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

/** What to type next, and where the files are. Commands are never broken: they are there to be copied. */
export function nextSteps(page: Page, { files, reproduce }: RunReport, passed: boolean): void {
  page.line()
  if (!passed) {
    page.line(`Reproduce  ${clean(reproduce.command, 2_000)}`)
    if (reproduce.replay !== undefined) page.line(`           ${clean(reproduce.replay, 2_000)}`)
    page.line(`Look       mfgsync check ${shellWord(clean(files.journal, 2_000))}`)
    if (files.targetLog !== undefined) page.line(`Target log ${clean(files.targetLog, 2_000)}`)
  }
  page.line(`Journal    ${clean(files.journal, 2_000)}`)
}
