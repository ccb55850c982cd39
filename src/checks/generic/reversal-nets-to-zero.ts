import {
  absoluteQuantity,
  addQuantities,
  compareQuantities,
  isZeroQuantity,
  quantityToNumber,
  subtractQuantities,
} from '../../domain/quantity.js'
import type { Evidence } from '../../journal/evidence.js'
import type { FactState, Posting, Scope } from '../../journal/evidence-types.js'
import { actualOf, agrees, expectedOf, hasOwnPostings } from '../../journal/net-effects.js'
import type { Check, Violation } from '../contract.js'
import { ownerOf, ownersOf, wronglyCancelled, type WrongCancellation } from '../owners.js'
import {
  atEnd,
  callsOf,
  capitalised,
  documentNames,
  eidsOf,
  hadItsChance,
  isExcused,
  isLive,
  isTargets,
  keysOf,
  recordsOf,
  type Scene,
  systemTitle,
} from '../support/index.js'

/** The pair alone where both have their own documents, else all that shares documents with it. */
function scopeOfPair(evidence: Evidence, original: FactState, reversal: FactState): Scope {
  if (!hasOwnPostings(original) || !hasOwnPostings(reversal)) return evidence.componentOf(reversal)
  return { facts: [original, reversal], postings: [...original.postings, ...reversal.postings].sort((a, b) => a.seq - b.seq) }
}

function judgePair({ evidence, words, faults }: Scene, original: FactState, reversal: FactState): Violation | undefined {
  const scope = scopeOfPair(evidence, original, reversal)
  const expected = expectedOf(scope.facts)
  const actual = actualOf(scope.postings)
  if (agrees(expected, actual, scope, evidence.tolerances)) return undefined
  const at = [...new Set([...expected.keys(), ...actual.keys()])].find((each) => (expected.get(each) ?? '0') !== (actual.get(each) ?? '0'))
  if (!at) return undefined
  const is = actual.get(at) ?? '0'
  const should = expected.get(at) ?? '0'
  // What was done elsewhere cancels nothing here.
  const here = (postings: readonly Posting[]): Posting[] => postings.filter(({ system }) => system === at.system)
  const posted = here(scope.postings)
  const isCancelled = here(reversal.postings).length > 0
  const missing = isCancelled ? '' : ', no cancellation is posted'
  return {
    reason: isCancelled ? 'not-netted' : 'not-cancelled',
    message:
      `${original.businessKey} was cancelled by ${reversal.businessKey}, but the net effect ` +
      `in ${systemTitle(evidence, at.system)} is ${words.effect(is, at)}, not ${words.amount(should, at, is)}` +
      `${posted.length === 0 ? '' : ` (${documentNames(posted)}${missing})`}.`,
    badness: quantityToNumber(absoluteQuantity(subtractQuantities(is, should))),
    records: recordsOf(
      evidence,
      { facts: [original, reversal], postings: posted.slice(0, 8), calls: callsOf(evidence, reversal), exceptions: reversal.exceptions },
      faults,
    ),
    eids: [original.eid, reversal.eid],
  }
}

/**
 * With people for a reason, or, where that cannot be seen, perhaps so. A cancellation of what was never posted may wait there too; and one
 * that a fault keeps away for ever waits for that.
 */
function isWaiting(evidence: Evidence, fact: FactState): boolean {
  const { obstructions } = evidence
  if (isExcused(evidence, fact)) return true
  return evidence.isExcepted(fact) ? fact.must !== 'POST' || obstructions.stoodBefore(fact) : obstructions.mayHideException(fact)
}

/** A document that cancels one of another fact than it should. */
function wrongDocument(scene: Scene, { posting, cancelled, meant }: WrongCancellation): Violation {
  const { evidence } = scene
  const facts = new Set([...posting.facts, ...meant, ...cancelled.facts])
  const own = meant.flatMap(({ postings }) => postings.filter((each) => each.system === posting.system && each.reversesDoc === ''))
  const right = own.filter(isLive)
  const instead = right.length > 0 ? `${documentNames(right)} of ${keysOf(meant)}` : `one of ${keysOf(meant)}`
  const by = posting.facts.find(({ reverses }) => reverses !== '')
  return {
    reason: 'cancels-another',
    message:
      `${capitalised(documentNames([posting]))}${by ? ` (${by.businessKey}, which cancels ${keysOf(meant)})` : ''} cancels ` +
      `${documentNames([cancelled])} of ${keysOf(cancelled.facts)}, not ${instead}.`,
    badness: 1,
    records: recordsOf(evidence, { facts: [...facts].slice(0, 6), postings: [posting, cancelled, ...right.slice(0, 3)] }, scene.faults),
    eids: eidsOf(new Set([...facts, ...right.flatMap((each) => each.facts)])),
  }
}

/** A document that cancels what is not there, or more of it than there was. */
function judgeDocument({ evidence, words }: Scene, original: Posting | undefined, posting: Posting): Violation | undefined {
  const base = { badness: 1, eids: posting.facts.map((fact) => fact.eid) }
  if (!original) {
    const system = systemTitle(evidence, posting.system)
    const message = `Document ${posting.doc} cancels document ${posting.reversesDoc}, which was never posted in ${system}.`
    return { ...base, reason: 'cancels-nothing', message, records: recordsOf(evidence, { facts: posting.facts, postings: [posting] }) }
  }
  // One violation per original, told by the cancellation that went too far.
  if (original.reversedBy.at(-1) !== posting) return undefined
  const posted = actualOf([original])
  for (const [at, cancelled] of actualOf(original.reversedBy)) {
    const was = posted.get(at) ?? '0'
    const rest = addQuantities(was, cancelled)
    const overshot =
      !isZeroQuantity(rest) &&
      (rest.startsWith('-') !== was.startsWith('-') || compareQuantities(absoluteQuantity(rest), absoluteQuantity(was)) > 0)
    if (!overshot) continue
    const back = words.amount(absoluteQuantity(cancelled), at)
    const by = documentNames(original.reversedBy)
    const message = `Document ${original.doc} posted ${words.effect(was, at)}, and ${by} took back ${back}.`
    const subject = { facts: posting.facts, postings: [original, ...original.reversedBy] }
    return { ...base, reason: 'cancelled-too-much', message, records: recordsOf(evidence, subject) }
  }
  return undefined
}

/** Number 19: a pair of which neither was posted is legal, and so is a target that cancels a doubtful posting of its own. */
export const reversalNetsToZero: Check = {
  number: 19,
  name: 'reversal-nets-to-zero',
  class: 'L',
  covers: ['corrections', 'side-effects'],
  title: 'What was cancelled in the source has no effect left, and nothing is cancelled that was not posted.',
  provenBy: ['M52', 'M143'],
  begin: atEnd((scene) => {
    const { evidence, found } = scene
    const owners = ownersOf(evidence)
    for (const reversal of evidence.facts.values()) {
      const original = reversal.reverses === '' ? undefined : evidence.facts.get(reversal.reverses)
      if (!original || reversal.must !== 'POST' || !hadItsChance(evidence, reversal)) continue
      const violation = judgePair(scene, original, reversal)
      if (violation && (isWaiting(evidence, reversal) || isWaiting(evidence, original))) continue
      const misplaced = violation && (owners.ofFact(reversal) ?? owners.ofFact(original))
      // A wrong document of its own is told below.
      if (!misplaced) found.take(violation)
      else if (misplaced.owner !== ownerOf.cancelled) {
        found.judged += 1
        found.follow(misplaced.owner, violation)
      }
    }
    const cancelling = evidence.postings.filter((posting) => posting.reversesDoc !== '' && isTargets(evidence, posting))
    if (cancelling.length === 0) return
    const originals = new Map(
      evidence.postings.flatMap((original) => original.reversedBy.map((posting): [Posting, Posting] => [posting, original])),
    )
    const wrong = new Map(wronglyCancelled(evidence).map((each) => [each.posting, each]))
    for (const posting of cancelling) {
      const another = wrong.get(posting)
      found.take(another ? wrongDocument(scene, another) : judgeDocument(scene, originals.get(posting), posting))
    }
  }),
}
