import {
  absoluteQuantity,
  addQuantities,
  compareQuantities,
  isZeroQuantity,
  quantityToNumber,
  subtractQuantities,
} from '../domain/quantity.js'
import { actualOf, agrees, expectedOf, Tolerances } from '../journal/components.js'
import type { Evidence } from '../journal/evidence.js'
import type { DocState, FactState } from '../journal/evidence-types.js'
import { Collector } from './collector.js'
import type { Check, Violation } from './contract.js'
import { Obstructions } from './support/obstacles.js'
import { hadItsChance, hasOwnDocs, isTargets, postingsOf, type Scope } from './support/scope.js'
import { callsOf, FaultTrail, recordsOf } from './support/trail.js'
import { DimensionWords, documentNames, systemTitle } from './support/words.js'

/** The pair alone where both have their own documents, else all that shares documents with it. */
function scopeOfPair(evidence: Evidence, original: FactState, reversal: FactState): Scope {
  if (hasOwnDocs(original) && hasOwnDocs(reversal)) {
    return { facts: [original, reversal], docs: [...original.docs, ...reversal.docs].sort((a, b) => a.seq - b.seq) }
  }
  const { facts, docs } = evidence.componentOf(reversal)
  return { facts, docs }
}

function judgePair(
  evidence: Evidence,
  words: DimensionWords,
  tolerances: Tolerances,
  faults: FaultTrail,
  original: FactState,
  reversal: FactState,
): Violation | undefined {
  const scope = scopeOfPair(evidence, original, reversal)
  const expected = expectedOf(scope.facts)
  const actual = actualOf(scope.docs)
  if (agrees(expected, actual, postingsOf(scope), tolerances)) return undefined
  const dims =
    [...new Set([...expected.keys(), ...actual.keys()])].find((each) => (expected.get(each) ?? '0') !== (actual.get(each) ?? '0')) ?? ''
  const is = actual.get(dims) ?? '0'
  const should = expected.get(dims) ?? '0'
  const missing = reversal.docs.length === 0 ? ', no cancellation is posted' : ''
  return {
    reason: reversal.docs.length === 0 ? 'not-cancelled' : 'not-netted',
    message:
      `${original.businessKey} was cancelled by ${reversal.businessKey}, but the net effect ` +
      `in ${systemTitle(dims.split('|')[0] ?? '')} is ${words.effect(is, dims)}, not ${words.amount(should, dims)}` +
      `${scope.docs.length === 0 ? '' : ` (${documentNames(scope.docs)}${missing})`}.`,
    badness: quantityToNumber(absoluteQuantity(subtractQuantities(is, should))),
    records: recordsOf(
      evidence,
      { facts: [original, reversal], docs: scope.docs.slice(0, 8), calls: callsOf(evidence, reversal), exceptions: reversal.exceptions },
      faults,
    ),
    eids: [original.eid, reversal.eid],
  }
}

/** With people for a reason, or, where that cannot be seen, perhaps so. A cancellation of what was never posted may wait there too. */
function isWaiting(evidence: Evidence, obstructions: Obstructions, fact: FactState): boolean {
  if (evidence.isExcepted(fact)) return fact.must !== 'POST' || obstructions.stoodBefore(fact)
  return obstructions.mayHideException(fact)
}

/** A document that cancels what is not there, or more of it than there was. */
function judgeDocument(
  evidence: Evidence,
  words: DimensionWords,
  known: ReadonlyMap<string, DocState>,
  doc: DocState,
): Violation | undefined {
  const original = known.get(`${doc.system}|${doc.reversesDoc}`)
  const base = { badness: 1, eids: doc.facts.map((fact) => fact.eid) }
  if (!original || original.seq > doc.seq) {
    const message = `Document ${doc.doc} cancels document ${doc.reversesDoc}, which was never posted in ${systemTitle(doc.system)}.`
    return { ...base, reason: 'cancels-nothing', message, records: recordsOf(evidence, { facts: doc.facts, docs: [doc] }) }
  }
  // One violation per original, told by the cancellation that went too far.
  if (original.reversedBy.at(-1) !== doc) return undefined
  const posted = actualOf([original])
  for (const [dims, cancelled] of actualOf(original.reversedBy)) {
    const was = posted.get(dims) ?? '0'
    const rest = addQuantities(was, cancelled)
    const overshot =
      !isZeroQuantity(rest) &&
      (rest.startsWith('-') !== was.startsWith('-') || compareQuantities(absoluteQuantity(rest), absoluteQuantity(was)) > 0)
    if (!overshot) continue
    const back = words.amount(absoluteQuantity(cancelled), dims)
    const by = documentNames(original.reversedBy)
    const message = `Document ${original.doc} posted ${words.effect(was, dims)}, and ${by} took back ${back}.`
    return {
      ...base,
      reason: 'cancelled-too-much',
      message,
      records: recordsOf(evidence, { facts: doc.facts, docs: [original, ...original.reversedBy] }),
    }
  }
  return undefined
}

/** Number 19: a pair of which neither was posted is legal, and so is a target that cancels a doubtful posting of its own. */
export const reversalNetsToZero: Check = {
  number: 19,
  name: 'reversal-nets-to-zero',
  class: 'L',
  title: 'What was cancelled in the source has no effect left, and nothing is cancelled that was not posted.',
  provenBy: ['M52', 'M53'],
  begin(evidence) {
    const faults = new FaultTrail()
    const obstructions = new Obstructions(evidence)
    const words = new DimensionWords(evidence.header.plan)
    const tolerances = new Tolerances(evidence.header.plan)
    return {
      hears: ['fault.fired', 'effect.state'],
      on(record) {
        faults.on(record)
        obstructions.on(record)
      },
      end() {
        const found = new Collector()
        let judged = 0
        for (const reversal of evidence.facts.values()) {
          const original = reversal.reverses === '' ? undefined : evidence.facts.get(reversal.reverses)
          if (!original || reversal.must !== 'POST' || !hadItsChance(evidence, reversal)) continue
          const violation = judgePair(evidence, words, tolerances, faults, original, reversal)
          if (violation && (isWaiting(evidence, obstructions, reversal) || isWaiting(evidence, obstructions, original))) continue
          judged += 1
          if (violation) found.add(violation)
        }
        const cancelling = evidence.docs.filter((doc) => doc.reversesDoc !== '' && isTargets(evidence, doc))
        const known = new Map(cancelling.length === 0 ? [] : evidence.docs.map((doc) => [`${doc.system}|${doc.doc}`, doc]))
        for (const doc of cancelling) {
          judged += 1
          const violation = judgeDocument(evidence, words, known, doc)
          if (violation) found.add(violation)
        }
        return { judged, violations: found.done() }
      },
    }
  },
}
