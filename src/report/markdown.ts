import { Buffer } from 'node:buffer'
import type { CheckResult } from '../checks/contract.js'
import { limits } from '../domain/limits.js'
import { duration } from '../words/duration.js'
import { checksOf } from '../explain/causes.js'
import { clean } from '../explain/text.js'
import { explanationText, oneLine } from '../explain/words.js'
import type { ReportContext, Reporter, ReporterKind, RunReport, Summary } from './contract.js'
import { plantFigureTexts } from './plant-figures.js'
import { baselineText, byUrgency, knownTexts, labelled, notComeAbout, runVerdictWord, tallied, verdictWord } from './style.js'
import { count, list } from '../words/lists.js'

const columns = 100
const rowsMax = 200

/** A summary for a CI step: verdicts in a table, details folded away. */
export const markdown: ReporterKind = {
  name: 'markdown',
  title: 'A Markdown summary for a CI step, at most 1 MiB.',
  fileName: 'summary.md',
  create,
}

function create(context: ReportContext): Reporter {
  const runs: { readonly row: string; readonly details: string }[] = []
  return {
    // Kept as text: the judgements of a thousand runs would not fit into memory.
    run: (report) => void runs.push({ row: rowOf(report), details: detailsOf(report) }),
    end: (summary) => context.write(documentOf(summary, runs)),
  }
}

function documentOf(summary: Summary, runs: readonly { readonly row: string; readonly details: string }[]): string {
  const head = [
    '# mfgsync',
    '',
    tally(summary),
    '',
    ...(summary.flaky ?? []).map(
      (each) => `- **FLAKY** ${plain(each.name)} seed ${each.seed}: failed ${each.failed} of ${each.attempts} attempts`,
    ),
    ...(summary.baseline ?? []).map((each) => `- **BASELINE** ${plain(baselineText(each), 900)}`),
    ...((summary.flaky ?? []).length + (summary.baseline ?? []).length > 0 ? [''] : []),
    '| verdict | scenario | variant | size | seed | facts | why |',
    '|---|---|---|---|---|---|---|',
  ]
  const rows = runs.slice(0, rowsMax).map((run) => run.row)
  const left = runs.length > rowsMax ? ['', `${runs.length - rowsMax} more runs are not listed.`] : []
  const skipped = summary.skipped.slice(0, rowsMax).map((each) => `- skipped ${plain(each.name)} seed ${each.seed}: ${plain(each.why)}`)
  const text = [...head, ...rows, ...left, ...(skipped.length > 0 ? ['', ...skipped] : []), ''].join('\n')
  return withDetails(
    text,
    runs.map((run) => run.details).filter((details) => details !== ''),
  )
}

/** Adds whole blocks as long as they fit, and says how many did not. */
function withDetails(head: string, blocks: readonly string[]): string {
  const reserve = 200
  const kibibytes = limits.markdown_report_bytes_max / 1024
  const parts = [head]
  let bytes = Buffer.byteLength(head)
  for (const [index, block] of blocks.entries()) {
    const size = Buffer.byteLength(block) + 1
    if (bytes + size > limits.markdown_report_bytes_max - reserve) {
      parts.push(`Details of ${count(blocks.length - index, 'run')} left out: the summary would be larger than ${kibibytes} KiB.\n`)
      break
    }
    parts.push(block)
    bytes += size
  }
  return parts.join('\n')
}

function tally(summary: Summary): string {
  return `**${count(summary.runs, 'run')}**: ${tallied(summary, true)}. Exit code ${summary.exitCode}.`
}

function rowOf(report: RunReport): string {
  const { judgement, outcome, known } = report
  const { plan } = judgement.header
  const why = known.length > 0 ? plain(knownTexts(known).join(' '), 600) : ''
  const cells = [
    `**${runVerdictWord(outcome)}**`,
    plain(labelled(report, plan.scenario.name)),
    plain(plan.variant),
    plain(plan.size),
    String(plan.seed),
    String(judgement.facts),
    [outcome === 'known' ? '' : plain(judgement.why), why, plain(notComeAbout(judgement.missed))].filter((text) => text !== '').join(' '),
  ]
  return `| ${cells.join(' | ')} |`
}

function detailsOf(report: RunReport): string {
  const { judgement, files, reproduce } = report
  if (judgement.verdict === 'pass' && judgement.results.every((result) => result.verdict !== 'fail')) return ''
  const { plan } = judgement.header
  const lines = [
    '',
    `## ${plain(labelled(report, plan.scenario.name))} (${plain(plan.variant)}, ${plain(plan.size)}, seed ${plan.seed})`,
    '',
  ]
  for (const finding of judgement.setUp)
    lines.push(
      `- ${plain(finding.message)}${finding.count > 1 ? ` (${finding.count} times)` : ''}`,
      ...finding.details.slice(0, 6).map((detail) => `  - ${plain(detail)}`),
    )
  lines.push('', '| verdict | check | judged | why |', '|---|---|---|---|')
  const told = judgement.results.filter((result) => result.verdict !== 'pass').sort(byUrgency)
  for (const result of told)
    lines.push(`| ${verdictWord(result, report.known)} | ${plain(result.check)} | ${result.judged} | ${plain(reason(report, result))} |`)
  lines.push('', `${count(judgement.results.length - told.length, 'other check')} passed; ${duration(judgement.duration_ms)}.`, '')
  const figures = plantFigureTexts(judgement.plantFigures)
  if (figures.length > 0) lines.push('For the plant:', '', ...figures.map((text) => `- ${plain(text, 600)}`), '')
  for (const { told, again, others } of report.causes) {
    const title = html(`${told.check}: ${oneLine(told, 200)}`)
    lines.push(`<details><summary>${title}</summary>`, '', fenced(explanationText(told, columns)), '', '</details>', '')
    for (const each of again) lines.push(`The same again: ${plain(oneLine(each))}`, '')
    const checks = checksOf(others).filter((check) => check !== told.check)
    if (checks.length > 0) lines.push(`The same cause breaks ${list(checks.map((check) => plain(check)))}.`, '')
  }
  const commands = [reproduce.command, reproduce.replay ?? '', `# journal: ${files.journal}`].filter((command) => command !== '')
  lines.push(fenced(commands.map((command) => clean(command, 2_000)).join('\n')), '')
  return lines.join('\n')
}

function reason(report: RunReport, result: CheckResult): string {
  const explanation = report.explanations.find((each) => each.check === result.check)
  if (explanation) return oneLine(explanation)
  return result.violations.first?.message ?? result.why ?? ''
}

/** A fence that is longer than any run of back-ticks inside it. */
function fenced(text: string): string {
  const longest = Math.max(2, ...(text.match(/`+/g) ?? []).map((run) => run.length))
  const fence = '`'.repeat(longest + 1)
  return `${fence}text\n${text}\n${fence}`
}

/** Text from outside as text: neither a table cell nor a link, an image, a mention or a tag. */
function plain(text: string, chars_max = 300): string {
  return html(clean(text, chars_max)).replace(/[\\`*_{}[\]()#+!|~@]/g, (sign) => `&#${sign.codePointAt(0) ?? 0};`)
}

function html(text: string): string {
  return text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;')
}
