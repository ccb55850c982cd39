import type { SystemName } from '../../domain/names.js'
import { placeName } from '../../domain/place-name.js'
import { commutes } from '../../flows/commutes.js'
import type { Evidence } from '../../journal/evidence.js'
import type { EntityState, FactState, Moment, Posting } from '../../journal/evidence-types.js'
import { isOneSequence } from '../../journal/sequences.js'
import type { Check, Violation } from '../contract.js'
import {
  atEnd,
  capitalised,
  endOf,
  firstApplied,
  inOrderOfSource,
  isFinal,
  isStale,
  isSure,
  type Place,
  places,
  recordsOf,
  type Scene,
  seconds,
  wasExceptedAt,
  WordMap,
} from '../support/index.js'
import { noStaleOverwrite } from './no-stale-overwrite.js'

/** Two facts of which the earlier has to be applied first. */
interface Pair {
  readonly earlier: FactState
  readonly later: FactState
  /** It is about one state that both write. */
  readonly ofState: boolean
  /** When a fact was applied, as far as the two get in each other's way. */
  appliedOf(fact: FactState): Applied | undefined
}

/** A posting, and when what matters of it was written. */
interface Applied extends Moment {
  readonly posting: Posting
}

/** Amounts and counts of a place that may not commute: only ends and cancellations make such pairs. */
function* amountPairs(evidence: Evidence, place: Place): Generator<Pair> {
  const inOrder = (a: FactState, b: FactState, system: SystemName): Pair => {
    const [earlier, later] = a.streamSeq < b.streamSeq ? [a, b] : [b, a]
    return { earlier, later, ofState: false, appliedOf: (fact) => amountApplied(fact, system) }
  }
  for (const fact of place) {
    const end = endOf(fact)
    if (end) {
      // Two final ones make one pair.
      for (const other of place) {
        if (other !== fact && !(isFinal(other) && other.streamSeq < fact.streamSeq)) yield inOrder(fact, other, end.at.system)
      }
      continue
    }
    const original = fact.reverses === '' ? undefined : evidence.facts.get(fact.reverses)
    if (!original || isFinal(original) || !isOneSequence(original, fact)) continue
    for (const system of new Set(fact.expect.map(({ at }) => at.system))) yield inOrder(original, fact, system)
  }
}

/** The first posting with the end that a fact obliges there; of one that ends nothing, with any amount; else the first of all. */
function amountApplied(fact: FactState, system: SystemName): Applied | undefined {
  const ends = isFinal(fact)
  const hasIt = ({ lines }: Posting): boolean => (ends ? lines.some(({ at }) => at.measure.ends === true) : lines.length > 0)
  const posting =
    firstApplied(fact, (each) => each.system === system && hasIt(each)) ?? firstApplied(fact, (each) => each.system === system)
  return posting && { seq: posting.seq, t: posting.t, posting }
}

/** Facts that write one state, each with the one before it that was applied: one that was skipped overtook nobody. */
function* statePairs(evidence: Evidence): Generator<Pair> {
  const writers = new WordMap<{ readonly entity: EntityState; readonly group: string; readonly facts: FactState[] }>()
  for (const fact of evidence.facts.values()) {
    if (fact.sequenceKey === '' || !fact.covered || fact.must === 'IGNORE') continue
    for (const { entity, group } of fact.states) {
      const key = [fact.source, fact.plant, fact.sequenceKey, entity.system, entity.entity, group]
      writers.getOr(key, () => ({ entity, group, facts: [] })).facts.push(fact)
    }
  }
  for (const { entity, group, facts } of writers.made) {
    if (facts.length < 2) continue
    const first = firstWrites(entity, group)
    let earlier: FactState | undefined
    for (const later of inOrderOfSource(facts)) {
      if (!first.has(later) || later === earlier) continue
      if (earlier) yield { earlier, later, ofState: true, appliedOf: (fact) => first.get(fact) }
      earlier = later
    }
  }
}

/** The first write of each fact, of those that surely stand for it. */
function firstWrites(entity: EntityState, group: string): ReadonlyMap<FactState, Applied> {
  const first = new Map<FactState, Applied>()
  for (const { seq, t, posting, derived } of entity.groups.get(group) ?? []) {
    if (derived || !isSure(posting)) continue
    for (const fact of posting.facts) if (!first.has(fact)) first.set(fact, { seq, t, posting })
  }
  return first
}

/** Whether they may change places as far as the pair is about. */
function mayChangePlaces({ earlier, later, ofState }: Pair): boolean {
  if (ofState || earlier.states.length === 0 || later.states.length === 0) return commutes(earlier, later)
  return commutes({ ...earlier, states: [] }, { ...later, states: [] })
}

/** How the target could tell that something was still to come before. The number of the later fact shows every gap before it. */
function knowledgeOf(evidence: Evidence, earlier: FactState, posting: Posting): string {
  const call = evidence.calls.get(posting.cid)
  return call && evidence.knewAt(earlier, call, call.incarnation)
    ? `which the target knew of when call ${posting.cid} went out`
    : `which was visible as a gap in the sequence when call ${posting.cid} went out`
}

function violationOf({ evidence, faults }: Scene, { earlier, later, ofState }: Pair, first: Applied, second: Applied): Violation {
  const describe = (fact: FactState): string => `${fact.businessKey} (sequence ${fact.streamSeq}${isFinal(fact) ? ', final' : ''})`
  const ends = isFinal(earlier) || isFinal(later)
  const cancels = later.reverses === earlier.eid || earlier.reverses === later.eid
  return {
    reason: ofState ? 'older-state-last' : ends ? 'overtook-in-operation' : cancels ? 'cancelled-before-posted' : 'older-state-last',
    message:
      `${capitalised(placeName(later.dims, later.entity))}: ${describe(later)} was applied at ${seconds(second.t)}, ` +
      `before ${describe(earlier)} at ${seconds(first.t)}, ${knowledgeOf(evidence, earlier, second.posting)}.`,
    badness: first.t - second.t,
    records: recordsOf(evidence, { facts: [earlier, later], postings: [first.posting, second.posting] }, faults),
    eids: [earlier.eid, later.eid],
  }
}

/** Undefined where the pair says nothing: one of them was never applied (loss, not order), or a document carries both. */
function judgePair(scene: Scene, pair: Pair): Violation | 'right' | undefined {
  const first = pair.appliedOf(pair.earlier)
  const second = pair.appliedOf(pair.later)
  if (!first || !second) return undefined
  if (first.posting === second.posting || first.seq < second.seq) return 'right'
  const call = scene.evidence.calls.get(second.posting.cid)
  if (!call) return undefined
  return wasExceptedAt(scene.evidence, pair.earlier, call.seq) ? 'right' : violationOf(scene, pair, first, second)
}

/**
 * Number 14: holding back, skipping an overtaken state and cancelling before posting are legal. What commutes may change places.
 * Whoever has the later fact has its number, and so sees that the earlier one is missing.
 */
export const perKeyOrder: Check = {
  number: 14,
  name: 'per-key-order',
  class: 'S',
  covers: ['order-of-facts'],
  title: 'Facts of one order, or about one other thing, that do not commute are applied in the order in which they happened.',
  provenBy: ['M09'],
  begin: atEnd((scene) => {
    const { evidence, found } = scene
    const take = (pair: Pair): void => {
      const verdict = mayChangePlaces(pair) ? undefined : judgePair(scene, pair)
      if (verdict === undefined) return
      const first = pair.ofState ? pair.appliedOf(pair.earlier) : undefined
      // An older version over a newer one is told as that.
      if (verdict !== 'right' && first?.posting.writes.some((write) => isStale(evidence, write)))
        found.follow(noStaleOverwrite.name, verdict)
      else found.take(verdict)
    }
    for (const pair of statePairs(evidence)) take(pair)
    for (const place of places(evidence)) {
      for (const pair of amountPairs(evidence, place)) {
        if (pair.earlier.covered && pair.later.covered && pair.earlier.must !== 'IGNORE') take(pair)
      }
    }
  }),
}
