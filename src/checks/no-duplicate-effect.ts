import { absoluteQuantity, addQuantities, quantityToNumber, subtractQuantities, type Quantity } from '../domain/quantity.js'
import type { Evidence } from '../journal/evidence.js'
import type { CallState } from '../journal/evidence-types.js'
import { actualOf, Tolerances } from '../journal/components.js'
import { Collector } from './collector.js'
import type { Check, Outcome, Violation } from './contract.js'
import { excesses, isLive, obligations, postingsOf, scopes, type Deviation, type Scope } from './support/scope.js'
import { FaultTrail, recordsOf } from './support/trail.js'
import { counted, DimensionWords, documentNames, factName, keysOf, seconds, seenOf, systemTitle } from './support/words.js'

/** Must of facts that may have an effect. What must be rejected, and has one, is convicted by `every-event-accounted`. */
const mayPost = new Set(['POST', 'EITHER', 'HOLD'])

interface Transient {
  readonly key: string
  readonly ms: number
}

/** The time from the posting that was too much to the cancellation that made up for it, if there was one. */
function transientOf(scope: Scope, tolerances: Tolerances): Transient | undefined {
  if (scope.docs.length < 3) return undefined
  const obliged = obligations(scope.facts)
  const sums = new Map<string, Quantity>()
  let since: number | undefined
  for (const doc of scope.docs) {
    for (const line of doc.lines) sums.set(line.dims, addQuantities(sums.get(line.dims) ?? '0', line.quantity))
    const tooMuch = excesses(obliged, sums, postingsOf(scope), tolerances).length > 0
    if (tooMuch) since ??= doc.t
    else if (since !== undefined) return { key: keysOf(scope.facts), ms: doc.t - since }
  }
  return undefined
}

function sentence(evidence: Evidence, words: DimensionWords, scope: Scope, worst: Deviation): string {
  const live = scope.docs.filter(isLive)
  const [fact] = scope.facts
  const name =
    scope.facts.length === 1 && fact ? factName(fact) : `${counted(scope.facts.length, 'fact')} posted together (${keysOf(scope.facts)})`
  const system = systemTitle(worst.dims.split('|')[0] ?? '')
  const shown = worst.expected === '0' ? words.effect(worst.actual, worst.dims) : words.amount(worst.actual, worst.dims)
  if (worst.expected === '0') return `${name} has an effect that it does not oblige: ${system} shows ${shown}, in ${documentNames(live)}.`
  const calls = live.flatMap((doc) => evidence.calls.get(doc.cid) ?? [])
  return (
    `${name} should have the net effect ${words.effect(worst.expected, worst.dims)} in ${system}; the ledger shows ${shown}, ` +
    `in ${documentNames(live)}.${extraCall(calls)}`
  )
}

function extraCall(calls: readonly CallState[]): string {
  const [first, extra] = calls
  if (!first || !extra || first === extra) return ''
  return ` Call ${extra.cid} arrived ${seconds(extra.t - first.t)} after call ${first.cid}, ${seenOf(first, extra.seq)}.`
}

function judgeScope(
  evidence: Evidence,
  words: DimensionWords,
  tolerances: Tolerances,
  faults: FaultTrail,
  scope: Scope,
): Violation | undefined {
  const [only] = scope.facts
  if (scope.docs.length === 0 || (scope.facts.length === 1 && only && evidence.isPlainlyPosted(only))) return undefined
  const found = excesses(obligations(scope.facts), actualOf(scope.docs), postingsOf(scope), tolerances)
  const worst = found.find((deviation) => deviation.expected !== '0') ?? found[0]
  if (!worst) return undefined
  return {
    reason: worst.expected === '0' ? 'unexpected' : scope.facts.length > 1 ? 'excess-of-group' : 'excess',
    message: sentence(evidence, words, scope, worst),
    badness: quantityToNumber(absoluteQuantity(subtractQuantities(worst.actual, worst.expected))),
    records: recordsOf(evidence, { facts: scope.facts, docs: scope.docs }, faults),
    eids: scope.facts.map((fact) => fact.eid),
  }
}

function notesOf(transients: readonly Transient[], count: number): string[] {
  const [longest] = transients
  if (!longest) return []
  return [
    `${counted(count, 'posting')} stood twice for a while and ${count === 1 ? 'was' : 'were'} corrected by the target ` +
      `(longest ${seconds(longest.ms)}: ${longest.key}); advisory.`,
  ]
}

/** Number 1: judges net effects, never documents or calls; per fact where its documents are its own, else over all that share documents. */
export const noDuplicateEffect: Check = {
  number: 1,
  name: 'no-duplicate-effect',
  class: 'L',
  title: 'Each fact has its effect at most once.',
  provenBy: ['M01', 'M04', 'M07', 'M32'],
  begin(evidence) {
    const faults = new FaultTrail()
    const words = new DimensionWords(evidence.header.plan)
    const tolerances = new Tolerances(evidence.header.plan)
    return {
      hears: ['fault.fired'],
      on: (record) => faults.on(record),
      end(): Outcome {
        const found = new Collector()
        let judged = 0
        let transients = 0
        let longest: Transient | undefined
        for (const scope of scopes(evidence)) {
          const judgedHere = scope.facts.filter((fact) => mayPost.has(fact.must)).length
          if (judgedHere === 0) continue
          judged += judgedHere
          const violation = judgeScope(evidence, words, tolerances, faults, scope)
          if (violation) found.add(violation)
          const transient = violation ? undefined : transientOf(scope, tolerances)
          if (!transient) continue
          transients += 1
          if (!longest || transient.ms > longest.ms) longest = transient
        }
        return { judged, violations: found.done(), notes: notesOf(longest ? [longest] : [], transients) }
      },
    }
  },
}
