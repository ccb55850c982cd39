import type { FlowName } from '../domain/names.js'
import { isZeroQuantity } from '../domain/quantity.js'
import type { FactState } from '../journal/evidence-types.js'
import type { Evidence } from '../journal/evidence.js'
import type { Deviation } from '../journal/net-effects.js'
import type { CheckResult } from './contract.js'
import type { Figure } from './judgement.js'
import { roughDuration } from '../words/duration.js'
import type { LatencyScan } from './support/latency.js'
import { isIdle, isReturned, isThere, missingOf, type Missing } from './support/scope.js'

type Settlement = 'posted' | 'short' | 'excepted' | 'returned' | 'suppressed' | 'overtaken' | 'idle' | 'pending'

const ends: readonly (readonly [Settlement, string])[] = [
  ['posted', 'posted'],
  ['short', 'posted in part'],
  ['excepted', 'handed to people'],
  ['returned', 'returned to sender'],
  ['suppressed', 'suppressed with their reversal'],
  ['overtaken', 'overtaken by a later state'],
  ['idle', 'obliging nothing'],
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

/**
 * How a fact ended for one of its flows, by what that obliges of it, as far as business figures tell ends apart: posted too often is
 * posted, and so is what should not be. Undefined where a flow that lives on the facts of others wants nothing of this one.
 */
function settlementOf(evidence: Evidence, fact: FactState, flow: FlowName): Settlement | undefined {
  const obliges = [...fact.expect, ...fact.states].some((part) => part.flow === flow)
  if (fact.flow !== flow && !obliges) return undefined
  const ending = evidence.endingOf(fact)
  if (ending === 'suppressed' || ending === 'overtaken') return ending
  // Only its other flows want something of it.
  if (!obliges && fact.expect.length + fact.states.length > 0) return 'idle'
  if (isThere(ending) && !isIdle(fact)) return 'posted'
  const missing = missingOf(evidence, fact, flow)
  if (obliges && missing.sums.length + missing.states.length === 0) return 'posted'
  if (ending === 'excepted' || ending === 'parked') return 'excepted'
  if (isReturned(fact)) return 'returned'
  if (isIdle(fact)) return 'idle'
  return hasBegun(fact, flow, missing) ? 'short' : 'pending'
}

/** Some of what the flow obliges is there. */
function hasBegun({ expect, states }: FactState, flow: FlowName, missing: Missing): boolean {
  const isNone = ({ actual, expected }: Deviation): boolean => isZeroQuantity(actual) || actual.startsWith('-') !== expected.startsWith('-')
  const absent = new Set(missing.sums.filter(isNone).map(({ at }) => at))
  return (
    expect.some((part) => part.flow === flow && !isZeroQuantity(part.quantity) && !absent.has(part.at)) ||
    states.some((state) => state.flow === flow && !missing.states.includes(state))
  )
}

type MakeFigure = (name: string, value: string, check?: string) => Figure

/** Reported, and how they ended; a way to end that none of them took is left out, save posted and pending. */
function factFigures(evidence: Evidence, figure: MakeFigure): Figure[] {
  const figures: Figure[] = []
  const byFlow = new Map<FlowName, Map<Settlement, number>>(evidence.header.words.flows.map(({ name }) => [name, new Map()]))
  const covers = new Set(evidence.header.target.covers)
  let uncovered = 0
  for (const fact of evidence.facts.values()) {
    if (!fact.covered) uncovered += 1
    for (const flow of fact.covered ? fact.flows : []) {
      const counts = covers.has(flow) ? byFlow.get(flow) : undefined
      const end = counts && settlementOf(evidence, fact, flow)
      if (end !== undefined) counts?.set(end, (counts.get(end) ?? 0) + 1)
    }
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
  const refused = new Map<number, number>()
  for (const fact of evidence.facts.values()) {
    if (!fact.covered) continue
    for (const [status, times] of fact.refusedWith ?? []) refused.set(status, (refused.get(status) ?? 0) + times)
    deliveries += fact.deliveries
    redeliveries += Math.max(0, fact.deliveries - 1)
  }
  const answers = [...refused].toSorted(([a], [b]) => a - b)
  return [
    figure('deliveries', String(deliveries)),
    figure('redeliveries', String(redeliveries)),
    ...answers.map(([status, times]) => figure(`deliveries that the target answered ${status}`, String(times))),
  ]
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
