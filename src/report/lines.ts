import type { ReportContext, Reporter, ReporterKind, RunReport, Summary } from './contract.js'
import { allChecks, ending, headline, oddChecks, verdictLine } from './lines-ending.js'
import { Page } from './lines-page.js'
import { figureLines, figuresInShort, checksInShort, plantFigures, setUpFindings } from './lines-parts.js'
import { Progress } from './lines-progress.js'
import { SessionTable } from './lines-session.js'
import { baselineText } from './style.js'
import { story, type ToldCauses } from './lines-story.js'
import { reconciliationTable } from './lines-table.js'

/** Readable lines for a terminal or a log: append-only, complete without colour. */
export const lines: ReporterKind = {
  name: 'lines',
  title: 'Readable lines on standard output: progress, why something failed, and the verdict last.',
  create,
}

function create(context: ReportContext): Reporter {
  const runs = new Map<string, Progress>()
  const told: ToldCauses = new Map()
  const table = new SessionTable()
  return {
    begin(run) {
      const progress = new Progress(context, run, runs.size + 1)
      runs.set(run.id, progress)
      if (context.quiet !== true) progress.begin()
    },
    event(record, run) {
      if (context.quiet !== true) runs.get(run.id)?.take(record)
    },
    waiting(run, t_ms) {
      if (context.quiet !== true) runs.get(run.id)?.waiting(t_ms)
    },
    run(report) {
      table.take(report)
      context.write(context.quiet === true ? verdictOnly(context, report) : runPage(context, report, told, runs.size > 0))
    },
    end(summary: Summary) {
      const page = new Page(context.style)
      if (Math.max(summary.runs, table.rows) + summary.skipped.length >= 2) table.write(page, summary)
      for (const problem of summary.baseline ?? []) page.prose(`BASELINE  ${baselineText(problem)}`, 2, 'bad')
      if (page.lines.length > 0) context.write(page.toString())
    },
  }
}

function verdictOnly(context: ReportContext, report: RunReport): string {
  const page = new Page(context.style)
  headline(page, report, true)
  oddChecks(page, report)
  page.lines.shift()
  return page.toString()
}

/** What is looked up and not read: it stands first. */
function details(page: Page, report: RunReport, verbose: boolean): void {
  const { judgement } = report
  page.line()
  if (verbose) allChecks(page, report)
  else checksInShort(page, judgement.results)
  if (verbose) figureLines(page, judgement)
  else figuresInShort(page, judgement)
  plantFigures(page, judgement)
  const odd = judgement.reconciliation.rows.some((row) => row.odd.length > 0)
  if (odd || judgement.verdict !== 'pass' || verbose) reconciliationTable(page, judgement.reconciliation, verbose)
}

/** `wentOn`: it was told while it went on; otherwise it lies on disk, and somebody asks. */
function runPage(context: ReportContext, report: RunReport, told: ToldCauses, wentOn: boolean): string {
  const { judgement, outcome, causes } = report
  const page = new Page(context.style)
  const verbose = context.verbose === true
  const short = ((outcome === 'pass' && causes.length === 0) || outcome === 'known') && !verbose
  if (short && context.several === true) {
    verdictLine(page, report)
    return page.toString()
  }
  setUpFindings(page, judgement.setUp)
  // Nothing was judged, or not to the end: what helps is above and in the files, and a table of what is not known is none.
  // Whoever ends a run reads no report of it, however much he asked to be told while it went on: mfgsync check tells it.
  const cutOff = judgement.verdict === 'interrupted' ? wentOn || !verbose : judgement.verdict === 'set-up-error' && !verbose
  if (!cutOff) {
    const news = causes.some(({ fingerprint }) => !told.has(fingerprint))
    if (news || verbose || causes.length === 0) details(page, report, verbose)
    story(page, report, told, verbose)
  }
  ending(page, report, !cutOff)
  return page.toString()
}
