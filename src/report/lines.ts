import type { CheckResult } from '../checks/contract.js'
import { limits } from '../domain/limits.js'
import type { Explanation } from '../explain/explanation.js'
import { clean } from '../explain/text.js'
import { renderExplanation, type LineKind } from '../explain/words.js'
import type { ReportContext, Reporter, ReporterKind, RunReport, Summary } from './contract.js'
import {
  checkLines,
  figureLines,
  figuresInShort,
  headline,
  nextSteps,
  plantFigures,
  Page,
  passedChecks,
  reconciliationTable,
  setUpFindings,
} from './lines-parts.js'
import { Progress } from './lines-progress.js'
import { byUrgency, notComeAbout, tallied, toneOf, verdictWord, type Tone } from './style.js'
import { count } from '../words/lists.js'

/** Readable lines for a terminal or a log: append-only, complete without colour. */
export const lines: ReporterKind = {
  name: 'lines',
  title: 'Readable lines on standard output: progress, verdicts, and why something failed.',
  create,
}

function create(context: ReportContext): Reporter {
  const runs = new Map<string, Progress>()
  return {
    begin(run) {
      runs.set(run.id, new Progress(context, run))
      if (context.quiet === true) return
      const page = new Page(context.style)
      page.prose(
        `${clean(run.scenario, 60)} (${clean(run.variant)}, ${clean(run.size)}, seed ${run.seed}), target ${clean(run.target, 120)}`,
        2,
        'strong',
      )
      context.write(page.toString())
    },
    event(record, run) {
      if (context.quiet !== true) runs.get(run.id)?.take(record)
    },
    run(report) {
      context.write(context.quiet === true ? verdictOnly(context, report) : runPage(context, report))
    },
    end(summary) {
      if (summary.runs + summary.skipped.length > 1) context.write(summaryPage(context, summary))
    },
  }
}

function verdictOnly(context: ReportContext, report: RunReport): string {
  const page = new Page(context.style)
  headline(page, report.judgement)
  page.lines.shift()
  return page.toString()
}

function runPage(context: ReportContext, report: RunReport): string {
  const { judgement } = report
  const page = new Page(context.style)
  const findings = judgement.results.filter((result) => result.verdict === 'fail')
  const short = judgement.verdict === 'pass' && context.verbose !== true
  setUpFindings(page, judgement.setUp)
  headline(page, judgement)
  if (judgement.verdict === 'set-up-error' && context.verbose !== true) {
    // Nothing was judged: what helps is above, and in the target's own log.
    nextSteps(page, report, false)
    return page.toString()
  }
  const missed = notComeAbout(judgement.missed)
  if (missed !== '') page.prose(`  ${missed}`, 4, 'quiet')
  if (short && findings.length === 0) passedChecks(page, judgement.results)
  else checkLines(page, judgement.results, context.verbose === true)
  const told = new Told(context.verbose === true)
  for (const result of [...findings].sort(byUrgency)) failure(page, result, report.explanations, told)
  if (told.untold.length > 0) {
    page.line()
    page.prose(`Told in full with --verbose: ${[...new Set(told.untold)].join(', ')}.`, 2, 'quiet')
  }
  if (!short || judgement.reconciliation.rows.some((row) => row.odd.length > 0))
    reconciliationTable(page, judgement.reconciliation, context.verbose)
  if (short) figuresInShort(page, judgement)
  else figureLines(page, judgement)
  plantFigures(page, judgement)
  nextSteps(page, report, short && findings.length === 0)
  return page.toString()
}

const tones: Readonly<Record<LineKind, Tone>> = { statement: 'strong', heading: 'strong', text: 'plain', aside: 'quiet', problem: 'bad' }

/**
 * What was told in full already. One cause breaks several promises: the same chain is told once, and after some chains only the
 * statements follow, so that the end of the report stays in reach.
 */
class Told {
  readonly untold: string[] = []
  readonly #chains = new Map<string, string>()
  readonly #verbose: boolean

  constructor(verbose: boolean) {
    this.#verbose = verbose
  }

  /** True if the explanation is to be told in full; it then counts as told. */
  full(explanation: Explanation, advisory: boolean): boolean {
    if (this.#verbose) return true
    if (this.sameAs(explanation) !== undefined) return false
    if (advisory || this.#chains.size >= limits.witnesses_count_max) {
      this.untold.push(clean(explanation.check))
      return false
    }
    this.#chains.set(chainOf(explanation), clean(explanation.check))
    return true
  }

  /** The check whose chain was the same. */
  sameAs(explanation: Explanation): string | undefined {
    return this.#chains.get(chainOf(explanation))
  }
}

function chainOf(explanation: Explanation): string {
  return explanation.steps.map((step) => `${step.claim}|${step.because}`).join('\n')
}

/** The first witness, the worst if it is another one; the others are counted. */
function failure(page: Page, result: CheckResult, explanations: readonly Explanation[], told: Told): void {
  const [first, worst] = explanations.filter((explanation) => explanation.check === result.check)
  page.line()
  page.led(verdictWord(result), toneOf(result.verdict, result.advisory), `  ${clean(result.check)}`)
  if (!first) page.prose(clean(result.violations.first?.message ?? result.title, 1_000))
  const same = first && told.sameAs(first)
  const full = first !== undefined && told.full(first, result.advisory)
  if (first) explanation(page, first, full)
  if (same !== undefined && !full) page.line(`The chain is the one of ${same}.`, 'quiet')
  if (worst && full) {
    page.heading(`The worst of ${count(result.violations.count, 'violation')}`)
    explanation(page, worst, told.full(worst, false))
  }
  const others = result.violations.count - (worst && full ? 2 : 1)
  if (others > 0) page.prose(`${count(others, 'more violation')} of this check${reasonCounts(result)}.`)
}

function explanation(page: Page, told: Explanation, full: boolean): void {
  for (const line of renderExplanation(told, page.style.columns)) {
    if (full || line.kind === 'statement' || line.kind === 'problem') page.line(line.text, tones[line.kind])
  }
}

function reasonCounts(result: CheckResult): string {
  const reasons = Object.entries(result.violations.byReason)
  return reasons.length < 2 ? '' : `; by reason: ${reasons.map(([reason, n]) => `${clean(reason)} ${n}`).join(', ')}`
}

function summaryPage(context: ReportContext, summary: Summary): string {
  const page = new Page(context.style)
  page.line()
  page.prose(
    `${count(summary.runs, 'run')}: ${tallied(summary, false)} (exit code ${summary.exitCode})`,
    2,
    summary.exitCode === 0 ? 'good' : 'bad',
  )
  for (const skipped of summary.skipped) page.prose(`  skipped ${clean(skipped.name)} seed ${skipped.seed}: ${clean(skipped.why)}`, 4)
  return page.toString()
}
