import type { BaselineProblem } from '../checks/baseline.js'
import type { CheckResult } from '../checks/contract.js'
import { clean } from '../explain/text.js'
import { explanationText, oneLine } from '../explain/words.js'
import type { ReportContext, Reporter, ReporterKind, RunReport } from './contract.js'
import { baselineText, isKnown, knownText, labelled, runVerdictWord } from './style.js'

const columns = 100

/** One test suite per run, one test case per check: what a CI server shows beside unit tests. */
export const junit: ReporterKind = {
  name: 'junit',
  title: 'JUnit XML: one test suite per run, one test case per check.',
  fileName: 'junit.xml',
  create,
}

const counted = ['tests', 'failures', 'errors', 'skipped'] as const

interface Suite {
  readonly xml: string
  readonly counts: Readonly<Record<(typeof counted)[number], number>>
  readonly seconds: number
}

function create(context: ReportContext): Reporter {
  const suites: Suite[] = []
  return {
    run: (report) => void suites.push(suiteOf(report)),
    end(summary) {
      const problems = summary.baseline ?? []
      const skipped = summary.skipped.map((each) => skippedSuite(`${each.name} (seed ${each.seed})`, each.why))
      context.write(documentOf([...suites, ...skipped, ...(problems.length > 0 ? [baselineSuite(problems)] : [])]))
    },
  }
}

function documentOf(suites: readonly Suite[]): string {
  return [
    '<?xml version="1.0" encoding="UTF-8"?>',
    `<testsuites name="mfgsync"${totals(suites)}>`,
    ...suites.map((suite) => suite.xml),
    '</testsuites>',
    '',
  ].join('\n')
}

function totals(suites: readonly Suite[]): string {
  const sum = (pick: (suite: Suite) => number): number => suites.reduce((total, suite) => total + pick(suite), 0)
  const counts = Object.fromEntries(counted.map((name) => [name, sum((suite) => suite.counts[name])]))
  return attributes({ ...counts, time: sum((suite) => suite.seconds).toFixed(3) })
}

/** A failing check by itself: `error` is what could not be decided, `skipped` what was not judged. Advice fails nothing. */
function suiteOf(report: RunReport): Suite {
  const { judgement } = report
  const { plan, startedAt } = judgement.header
  const name = labelled(report, `${plan.scenario.name} (${plan.variant}, ${plan.size}, seed ${plan.seed})`)
  const setUp = judgement.verdict === 'set-up-error' || judgement.verdict === 'interrupted'
  const cases = [...(setUp ? [setUpCase(report, name)] : []), ...judgement.results.map((result) => testCase(report, result, name))]
  const counts = {
    tests: cases.length,
    failures: judgement.results.filter((result) => result.verdict === 'fail' && !result.advisory && !isKnown(result, report.known)).length,
    errors: judgement.results.filter((result) => result.verdict === 'unknown').length + (setUp ? 1 : 0),
    skipped: judgement.results.filter(
      (result) => result.verdict === 'not-judged' || result.verdict === 'not-in-scope' || isKnown(result, report.known),
    ).length,
  }
  const seconds = judgement.duration_ms / 1000
  const head = attributes({ name, ...counts, time: seconds.toFixed(3), timestamp: startedAt })
  return { xml: [`  <testsuite${head}>`, properties(report), ...cases, '  </testsuite>'].join('\n'), counts, seconds }
}

function properties({ judgement, outcome, files, reproduce, explanations }: RunReport): string {
  const { plan, target } = judgement.header
  const values: readonly (readonly [string, string | undefined])[] = [
    ['mfgsync.scenario', plan.scenario.name],
    ['mfgsync.variant', plan.variant],
    ['mfgsync.size', plan.size],
    ['mfgsync.seed', String(plan.seed)],
    ['mfgsync.target', target.label],
    ['mfgsync.verdict', judgement.verdict],
    ['mfgsync.outcome', outcome === judgement.verdict ? undefined : outcome],
    ['mfgsync.missed', judgement.missed.length === 0 ? undefined : judgement.missed.map(({ fault }) => fault).join(' ')],
    ['mfgsync.case', files.case],
    ['mfgsync.journal', files.journal],
    ['mfgsync.reproduce', reproduce.command],
    ...explanations.map((each) => ['mfgsync.fingerprint', each.fingerprint] as const),
  ]
  const lines = values.flatMap(([name, value]) => (value === undefined ? [] : [`      <property${attributes({ name, value })}/>`]))
  return ['    <properties>', ...lines, '    </properties>'].join('\n')
}

function setUpCase({ judgement }: RunReport, classname: string): string {
  const body = judgement.setUp
    .flatMap((finding) => [finding.message, ...finding.details.map((detail) => `  ${detail}`)])
    .map((line) => clean(line, 1_000))
    .join('\n')
  return element(
    { classname, name: 'set-up', time: '0' },
    `<error${attributes({ message: judgement.why, type: runVerdictWord(judgement.verdict) })}>${escaped(body)}</error>`,
  )
}

function testCase(report: RunReport, result: CheckResult, classname: string): string {
  const head = { classname, name: result.check, time: '0', assertions: result.judged }
  const why = result.why ?? ''
  switch (result.verdict) {
    case 'fail': {
      const known = report.known.find(({ check }) => check === result.check)
      // What a CI server counts is the gate's affair; the story stands there all the same.
      if (known && isKnown(result, report.known))
        return element(
          head,
          `<skipped${attributes({ message: knownText(known) })}/><system-out>${escaped(told(report, result))}</system-out>`,
        )
      return result.advisory
        ? element(head, `<system-out>${escaped(`Advice: ${message(report, result)}`)}</system-out>`)
        : element(head, failure(report, result))
    }
    case 'unknown':
      return element(head, `<error${attributes({ message: why === '' ? 'could not be decided' : why, type: 'unknown' })}/>`)
    case 'not-judged':
    case 'not-in-scope':
      return element(head, `<skipped${attributes({ message: `${result.verdict.replaceAll('-', ' ')}${why === '' ? '' : `: ${why}`}` })}/>`)
    case 'pass':
      return element(head, '')
  }
}

function element(head: Readonly<Record<string, string | number>>, body: string): string {
  return body === '' ? `    <testcase${attributes(head)}/>` : `    <testcase${attributes(head)}>\n      ${body}\n    </testcase>`
}

function message({ explanations }: RunReport, result: CheckResult): string {
  const explanation = explanations.find((each) => each.check === result.check)
  if (explanation) return oneLine(explanation)
  return clean(result.violations.first?.message ?? result.title, 300)
}

function failure(report: RunReport, result: CheckResult): string {
  const text = told(report, result)
  const next = [`Reproduce  ${clean(report.reproduce.command, 2_000)}`, `Journal    ${clean(report.files.journal, 2_000)}`].join('\n')
  const head = attributes({ message: message(report, result), type: result.violations.first?.reason ?? 'violation' })
  return `<failure${head}>${escaped(`${text}\n\n${next}`)}</failure>`
}

/** The story of a cause stands with the check that tells it best; the others say what they saw, and where it is told. */
function told({ causes }: RunReport, { check, violations, title }: CheckResult): string {
  const parts = causes.flatMap((cause) => {
    const own = cause.told.check === check ? [explanationText(cause.told, columns)] : []
    const short = [...cause.again, ...cause.others].filter((each) => each.check === check).map((each) => oneLine(each))
    const where = own.length === 0 && short.length > 0 ? [`The cause is told at ${clean(cause.told.check)}.`] : []
    return [...own, ...short, ...where]
  })
  return parts.length === 0 ? clean(violations.first?.message ?? title, 1_000) : parts.join('\n\n')
}

function skippedSuite(name: string, why: string): Suite {
  const body = element({ classname: name, name: 'run', time: '0' }, `<skipped${attributes({ message: why })}/>`)
  const counts = { tests: 1, failures: 0, errors: 0, skipped: 1 }
  const head = attributes({ name, ...counts, time: '0.000' })
  return { xml: [`  <testsuite${head}>`, body, '  </testsuite>'].join('\n'), counts, seconds: 0 }
}

/** Entries of the baseline that fail the invocation: a test case each. */
function baselineSuite(problems: readonly BaselineProblem[]): Suite {
  const cases = problems.map((each) => {
    const name = `${each.label === undefined ? '' : `${each.label}: `}${each.case}`
    return element(
      { classname: 'baseline', name: `${name}, ${each.check}`, time: '0' },
      `<failure${attributes({ message: baselineText(each), type: each.problem })}/>`,
    )
  })
  const counts = { tests: cases.length, failures: cases.length, errors: 0, skipped: 0 }
  const head = attributes({ name: 'baseline', ...counts, time: '0.000' })
  return { xml: [`  <testsuite${head}>`, ...cases, '  </testsuite>'].join('\n'), counts, seconds: 0 }
}

function attributes(values: Readonly<Record<string, string | number>>): string {
  return Object.entries(values)
    .map(([name, value]) => ` ${name}="${escaped(clean(String(value), 2_000))}"`)
    .join('')
}

const entities: Readonly<Record<string, string>> = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;', "'": '&apos;' }

/** For text and attributes. XML 1.0 allows neither most control characters nor lone surrogates, not even as references. */
function escaped(text: string): string {
  return text
    .replace(/[&<>"']/g, (sign) => entities[sign] ?? sign)
    .replace(/[^\n\P{Cc}]|\p{Cs}|[\uFFFE\uFFFF]/gu, (character) => `\\u{${(character.codePointAt(0) ?? 0).toString(16)}}`)
}
