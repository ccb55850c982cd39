import { appendFileSync, existsSync, statSync } from 'node:fs'
import { limits } from '../domain/limits.js'
import { advisoryOf, checksOf, type Cause } from '../explain/causes.js'
import { clean } from '../explain/text.js'
import { oneLine } from '../explain/words.js'
import { errorText } from '../words/errors.js'
import { count, list } from '../words/lists.js'
import type { ReportContext, Reporter, ReporterKind, RunReport, Summary } from './contract.js'
import { markdown } from './markdown.js'
import { baselineText, knownTexts, labelled, runVerdictWord, tallied } from './style.js'

/** What GitHub shows of one level and one step; the rest would be dropped without a word. */
const annotationsMax = 10
/** Runs that are named in an annotation. */
const runsNamed = 5
/** A message is cut by GitHub beyond some kilobytes; nobody reads that far. */
const messageChars = 2_000

/** Annotations for a workflow of GitHub, by cause, and everything else in the summary of the step. */
export const github: ReporterKind = {
  name: 'github',
  title: 'Annotations for GitHub Actions, one per cause, and a summary of the step; taken by itself where GITHUB_ACTIONS is set.',
  create,
}

interface Known {
  readonly told: Cause['told']
  readonly also: Set<string>
  readonly runs: string[]
  readonly command: string
}

interface Note {
  readonly title: string
  readonly message: string
}

function create(context: ReportContext): Reporter {
  const { stepSummary } = context
  const doubts: Note[] = []
  const summarize = (file: string, text: string): void => {
    try {
      appendWithin(file, text)
    } catch (error) {
      // It changes no verdict, nor the exit code.
      doubts.push({
        title: 'GITHUB_STEP_SUMMARY',
        message: `There is no summary of this step: ${file} cannot be written (${errorText(error)}).`,
      })
    }
  }
  const summary = stepSummary === undefined ? undefined : markdown.create({ ...context, write: (text) => summarize(stepSummary, text) })
  const causes = new Map<string, Known>()
  const known: Note[] = []
  return {
    run(report) {
      summary?.run(report)
      takeCauses(causes, report)
      const { judgement, outcome } = report
      if (outcome !== 'pass' && outcome !== 'fail' && outcome !== 'known')
        doubts.push({ title: `${runVerdictWord(outcome)}: ${nameOf(report)}`, message: judgement.why })
      for (const text of knownTexts(report.known)) known.push({ title: `${runVerdictWord('known')}: ${nameOf(report)}`, message: text })
    },
    end(end) {
      summary?.end(end)
      const outdated = (end.baseline ?? []).map((each) => ({ title: 'BASELINE', message: baselineText(each) }))
      const errors = [...outdated, ...[...causes.values()].map(errorOf)]
      const warnings = [...doubts, ...flakyOf(end), ...skippedOf(end)]
      const text = [...commands('error', errors), ...commands('warning', warnings), ...commands('notice', [noticeOf(end), ...known])]
      context.write(text.map((line) => `${line}\n`).join(''))
    },
  }
}

function takeCauses(causes: Map<string, Known>, report: RunReport): void {
  const advisory = new Set([...advisoryOf(report.judgement.results), ...report.known.map(({ check }) => check)])
  for (const { fingerprint, told: first, others } of report.causes) {
    // What a baseline knows is told as known; of a cause that breaks more than that, the first of the rest.
    const told = [first, ...others].find(({ check }) => !advisory.has(check))
    if (!told) continue
    const known = causes.get(fingerprint) ?? { told, also: new Set<string>(), runs: [], command: report.reproduce.command }
    for (const check of checksOf(others)) if (check !== told.check && !advisory.has(check)) known.also.add(check)
    known.runs.push(nameOf(report))
    causes.set(fingerprint, known)
  }
}

function nameOf(report: RunReport): string {
  const { plan } = report.judgement.header
  return clean(labelled(report, `${plan.scenario.name} seed ${plan.seed}`), 120)
}

function errorOf({ told, also, runs, command }: Known): Note {
  const more = runs.length > runsNamed ? [`${runs.length - runsNamed} more`] : []
  const checks = also.size === 0 ? '' : `\nThe same cause breaks ${list([...also].map((check) => clean(check)))}.`
  return {
    title: `${clean(told.check)} (${count(runs.length, 'run')})`,
    message: `${oneLine(told)}${checks}\nIn ${list([...runs.slice(0, runsNamed), ...more])}.\n${clean(command, 600)}`,
  }
}

function flakyOf({ flaky = [] }: Summary): Note[] {
  return flaky.map(({ name, seed, failed, attempts }) => ({
    title: `FLAKY: ${clean(name, 80)} seed ${seed}`,
    message: `failed ${failed} of ${attempts} attempts, and passed another`,
  }))
}

function skippedOf({ skipped }: Summary): Note[] {
  const [first] = skipped
  if (!first) return []
  return [
    { title: `${count(skipped.length, 'run')} skipped`, message: `${clean(first.name, 80)} seed ${first.seed}: ${clean(first.why, 200)}` },
  ]
}

function noticeOf(summary: Summary): Note {
  return { title: 'mfgsync', message: `${count(summary.runs, 'run')}: ${tallied(summary, true)}. Exit code ${summary.exitCode}.` }
}

/** At most ten of a level; the last one counts what does not fit. */
function commands(level: 'error' | 'warning' | 'notice', notes: readonly Note[]): string[] {
  const shown = notes.length <= annotationsMax ? notes : notes.slice(0, annotationsMax - 1)
  const left = notes.length - shown.length
  const rest = left === 0 ? [] : [{ title: `${left} more`, message: 'They are in the summary of this step.' }]
  return [...shown, ...rest].map(
    ({ title, message }) => `::${level} title=${escaped(title).replaceAll(':', '%3A').replaceAll(',', '%2C')}::${escaped(message)}`,
  )
}

/** As the runner reads it: what would end the command, or begin another one, is spelled. */
function escaped(text: string): string {
  return text.slice(0, messageChars).replaceAll('%', '%25').replaceAll('\r', '%0D').replaceAll('\n', '%0A')
}

/** A summary may have so much per step, of which others may have written some; what is too much would be dropped as a whole. */
function appendWithin(file: string, text: string): void {
  const there = existsSync(file) ? statSync(file).size : 0
  const room = limits.markdown_report_bytes_max - there
  if (Buffer.byteLength(text) <= room) return appendFileSync(file, text)
  const note = '\n\nThe rest is left out: the summary would be larger than GitHub takes.\n'
  const cut = Buffer.from(text)
    .subarray(0, Math.max(0, room - Buffer.byteLength(note)))
    .toString('utf8')
    .replace(/\uFFFD$/, '')
  if (cut !== '') appendFileSync(file, cut.slice(0, cut.lastIndexOf('\n') + 1) + note)
}
