import type { FlowName } from '../domain/names.js'
import type { FactState } from '../journal/evidence-types.js'
import type { Evidence } from '../journal/evidence.js'
import type { CheckResult } from './contract.js'
import type { Figure } from './judgement.js'
import { roughDuration } from '../words/duration.js'
import type { LatencyScan } from './support/latency.js'
import { isThere } from './support/scope.js'

type Settlement = 'posted' | 'excepted' | 'returned' | 'suppressed' | 'overtaken' | 'pending'

const ends: readonly (readonly [Settlement, string])[] = [
  ['posted', 'posted'],
  ['excepted', 'handed to people'],
  ['returned', 'returned to sender'],
  ['suppressed', 'suppressed with their reversal'],
  ['overtaken', 'overtaken by a later state'],
  ['pending', 'pending'],
]

/** The business figures of a run, each with the check that judges it. */
export function figuresOf(evidence: Evidence, results: readonly CheckResult[], latency: LatencyScan): readonly Figure[] {
  const judged = new Set(results.filter((result) => result.verdict === 'pass' || result.verdict === 'fail').map((result) => result.check))
  const figure = (name: string, value: string, check?: string): Figure =>
    check !== undefined && judged.has(check) ? { name, value, judgedBy: check } : { name, value }
  return [
    ...factFigures(evidence, figure),
    ...duplicateFigures(results, figure),
    ...latencyFigures(evidence, latency, figure),
    ...deliveryFigures(evidence, figure),
    ...callFigures(evidence, figure),
  ]
}

/** How a fact ended, as far as business figures tell ends apart: posted too often is posted, and so is what should not be. */
function settlementOf(evidence: Evidence, fact: FactState): Settlement {
  const ending = evidence.endingOf(fact)
  const obliges = fact.expect.length + fact.states.length > 0
  // Without a posting nothing is posted, whatever little the fact obliges.
  if (isThere(ending) && (obliges || fact.postings.length > 0)) return 'posted'
  if (ending === 'excepted' || ending === 'parked') return 'excepted'
  if (ending === 'suppressed' || ending === 'overtaken') return ending
  return fact.givenUp ? 'returned' : 'pending'
}

type MakeFigure = (name: string, value: string, check?: string) => Figure

/** Reported, and how they ended; a way to end that none of them took is left out, save posted and pending. */
function factFigures(evidence: Evidence, figure: MakeFigure): Figure[] {
  const figures: Figure[] = []
  const byFlow = new Map<FlowName, Map<Settlement, number>>(evidence.header.words.flows.map(({ name }) => [name, new Map()]))
  let uncovered = 0
  for (const fact of evidence.facts.values()) {
    const counts = byFlow.get(fact.flow)
    const end = fact.covered ? settlementOf(evidence, fact) : undefined
    if (end === undefined) uncovered += 1
    else counts?.set(end, (counts.get(end) ?? 0) + 1)
  }
  for (const [flow, counts] of byFlow) {
    const reported = [...counts.values()].reduce((sum, count) => sum + count, 0)
    if (reported === 0) continue
    const { many } = evidence.words.flow(flow)
    figures.push(figure(`${many} reported`, String(reported), 'every-event-accounted'))
    for (const [end, words] of ends) {
      const count = counts.get(end) ?? 0
      if (count > 0 || end === 'posted' || end === 'pending')
        figures.push(figure(`${many} ${words}`, String(count), 'every-event-accounted'))
    }
  }
  if (uncovered > 0) figures.push(figure('facts played by a stand-in', String(uncovered)))
  return figures
}

function duplicateFigures(results: readonly CheckResult[], figure: MakeFigure): Figure[] {
  const result = results.find((candidate) => candidate.check === 'no-duplicate-effect')
  if (!result || (result.verdict !== 'pass' && result.verdict !== 'fail')) return []
  return [figure('duplicates', String(result.violations.count), result.check)]
}

function latencyFigures(evidence: Evidence, latency: LatencyScan, figure: MakeFigure): Figure[] {
  const summary = latency.summary(evidence)
  if (summary.count === 0) return []
  // Only the 95th percentile has a limit that a user can set.
  return [
    figure('latency p50', roughDuration(summary.p50)),
    figure('latency p95', roughDuration(summary.p95), 'latency-slo'),
    figure('latency max', roughDuration(summary.max)),
  ]
}

function deliveryFigures(evidence: Evidence, figure: MakeFigure): Figure[] {
  let deliveries = 0
  let redeliveries = 0
  for (const fact of evidence.facts.values()) {
    if (!fact.covered) continue
    deliveries += fact.deliveries
    redeliveries += Math.max(0, fact.deliveries - 1)
  }
  return [figure('deliveries', String(deliveries)), figure('redeliveries', String(redeliveries))]
}

function callFigures(evidence: Evidence, figure: MakeFigure): Figure[] {
  let posting = 0
  let replays = 0
  let inDoubt = 0
  const refusals = new Map<string, number>()
  for (const call of evidence.calls.values()) {
    if (!call.posts) continue
    posting += 1
    if (call.dedupedTo !== '') replays += 1
    if (call.knowledge === 'indeterminate') inDoubt += 1
    if (call.status >= 400) {
      const code = call.code === '' ? String(call.status) : call.code
      refusals.set(code, (refusals.get(code) ?? 0) + 1)
    }
  }
  const byCount = [...refusals].sort(([a, left], [b, right]) => right - left || (a < b ? -1 : 1))
  return [
    figure('posting calls', String(posting)),
    figure('calls left in doubt', String(inDoubt)),
    figure('replays answered from the first posting', String(replays)),
    ...byCount.map(([code, count]) => figure(`refused ${code}`, String(count))),
  ]
}
