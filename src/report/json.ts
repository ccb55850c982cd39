import { visibleJson } from '../words/visible.js'
import type { CheckResult, Violation } from '../checks/contract.js'
import { checksOf } from '../explain/causes.js'
import type { Explanation } from '../explain/explanation.js'
import type { ReportContext, Reporter, ReporterKind, RunReport, Summary } from './contract.js'

const jsonReportVersion = 1

/** One document for programs, valid against `schemas/report.schema.json`. Values are as the journal has them: nothing is prettified. */
export const json: ReporterKind = {
  name: 'json',
  title: 'One JSON document for programs, described by schemas/report.schema.json.',
  fileName: 'report.json',
  create,
}

function create(context: ReportContext): Reporter {
  const runs: Readonly<Record<string, unknown>>[] = []
  return {
    run: (report) => void runs.push(runOf(report)),
    end: (summary) => context.write(`${visibleJson(JSON.stringify(documentOf(context, summary, runs), undefined, 2))}\n`),
  }
}

function documentOf(
  context: ReportContext,
  { interrupted = 0, known = 0, baseline = [], flaky = [], label, ...summary }: Summary,
  runs: readonly unknown[],
): unknown {
  return {
    version: jsonReportVersion,
    ...(context.tool !== undefined && { tool: context.tool }),
    summary: { ...summary, interrupted, known, baseline, flaky, label: label ?? null },
    runs,
  }
}

function runOf(report: RunReport): Readonly<Record<string, unknown>> {
  const { judgement, files, reproduce } = report
  const { header, quiet } = judgement
  const { plan } = header
  return {
    run: header.run,
    case: report.identity,
    label: report.label ?? null,
    attempt: report.attempt,
    scenario: plan.scenario.name,
    title: plan.scenario.title,
    variant: plan.variant,
    size: plan.size,
    seed: plan.seed,
    startedAt: header.startedAt,
    target: header.target.label,
    covers: header.target.covers,
    verdict: judgement.verdict,
    outcome: report.outcome,
    known: report.known,
    why: judgement.why,
    facts: judgement.facts,
    records: judgement.records,
    duration_ms: judgement.duration_ms,
    quiet: quiet ?? null,
    whole: judgement.whole,
    setUp: judgement.setUp,
    missed: judgement.missed,
    checks: judgement.results.map(checkOf),
    explanations: report.explanations.map(explanationOf),
    causes: report.causes.map(({ fingerprint, told, others, again }) => ({
      fingerprint,
      check: told.check,
      others: checksOf(others),
      again: again.length,
    })),
    reconciliation: judgement.reconciliation,
    figures: judgement.figures.map((figure) => ({ ...figure, judgedBy: figure.judgedBy ?? null })),
    plantFigures: judgement.plantFigures,
    files,
    reproduce,
  }
}

function checkOf(result: CheckResult): unknown {
  const { violations, why, ...rest } = result
  const { count, byReason, first, worst, last } = violations
  return {
    ...rest,
    why: why ?? null,
    violations: { count, byReason, ...witness('first', first), ...witness('worst', worst), ...witness('last', last) },
  }
}

function witness(name: string, violation: Violation | undefined): Record<string, unknown> {
  return violation ? { [name]: violation } : {}
}

function explanationOf(explanation: Explanation): unknown {
  return { ...explanation, sum: explanation.sum ?? null, problem: explanation.problem ?? null }
}
