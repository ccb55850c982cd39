import { valueText } from '../../domain/effect.js'
import { placeName } from '../../domain/place-name.js'
import type { FactState, Posting, StateWrite } from '../../journal/evidence-types.js'
import type { Evidence } from '../../journal/evidence.js'
import type { NetGroup } from '../../journal/net-groups.js'
import type { Check, Violation } from '../contract.js'
import { ownersOf } from '../owners.js'
import {
  atEnd,
  capitalised,
  counted,
  documentNames,
  eidsOf,
  factName,
  isAcknowledgement,
  isLive,
  isPutBack,
  keysOf,
  recordsOf,
  type Scene,
  standsAnyway,
  systemTitle,
  WordMap,
} from '../support/index.js'

/** Everything that the target brings about stands for something that happened: documents, counted things and states. */
export const noOrphanEffect: Check = {
  number: 51,
  name: 'no-orphan-effect',
  class: 'L',
  covers: ['no-back-door'],
  title: 'Every document, and every state that the target sets, stands for at least one fact of a source.',
  provenBy: ['M62'],
  begin: atEnd((scene) => {
    const { evidence, found } = scene
    const owners = ownersOf(evidence)
    let nearestTo: ((posting: Posting) => FactState | undefined) | undefined
    /** Cancellations of orphans: taking one back is the cure. */
    const cures = new Set<Posting>()
    let cancelled = 0
    for (const posting of evidence.postings) {
      if (!isMade(posting)) continue
      const call = evidence.calls.get(posting.cid)
      // A journal may end inside a document: what it stands for is not settled yet.
      if (call && call.status === 0 && !evidence.ended) continue
      found.judged += 1
      for (const write of unasked(evidence, posting)) {
        const owner = owners.ofWrite(evidence, write)
        if (owner === undefined) found.add(stateViolation(scene, posting, write))
        else found.follow(owner, stateViolation(scene, posting, write))
      }
      if (posting.facts.length > 0 || isStateAlone(posting)) continue
      for (const cure of posting.reversedBy) cures.add(cure)
      if (cures.has(posting)) continue
      if (posting.reversesDoc === '' && posting.lines.length > 0 && !isLive(posting)) {
        cancelled += 1
        continue
      }
      nearestTo ??= nearestFacts(scene)
      const nearest = nearestTo(posting)
      const violation = {
        reason: posting.references.length === 0 ? 'no-reference' : 'unknown-reference',
        message: `${sentence(scene, posting)} stands for no fact of a source. ${nearestWords(scene, posting, nearest)}`,
        badness: 1,
        records: recordsOf(evidence, { postings: [posting], facts: nearest ? [nearest] : [] }),
        eids: nearest ? [nearest.eid] : [],
      }
      const owner = posting.writes.map((write) => owners.ofWrite(evidence, write)).find((each) => each !== undefined)
      if (owner === undefined) found.add(violation)
      else found.follow(owner, violation)
    }
    const notes = cancelled === 0 ? [] : [`${counted(cancelled, 'document')} without a fact was posted and cancelled again.`]
    return { notes }
  }),
}

/** By a call: what a system or the scenario did by itself, or what a system worked out, needs no fact. */
function isMade(posting: Posting): boolean {
  if (posting.cid === 0 || posting.step !== '') return false
  return posting.doc !== '' || posting.lines.length > 0 || posting.writes.some((write) => !write.derived)
}

/** It wrote states, and nothing else. */
function isStateAlone({ doc, lines }: Posting): boolean {
  return doc === '' && lines.length === 0
}

/** States that were written by whoever called, and that no fact says are so: naming a fact is not enough. */
function unasked(evidence: Evidence, { writes, lines, facts }: Posting): readonly StateWrite[] {
  return writes.filter((write) => {
    const { derived, entity, group } = write
    if (derived || isAcknowledgement(group) || standsAnyway(evidence, write) || isPutBack(write)) return false
    const obliged = entity.obliged.get(group)
    return obliged === undefined || (lines.length === 0 && facts.length === 0)
  })
}

function stateViolation(scene: Scene, posting: Posting, { seq, entity, group, before, after }: StateWrite): Violation {
  const { evidence } = scene
  const call = evidence.calls.get(posting.cid)
  const from = before === undefined ? '' : ` from ${valueText(before)}`
  const by = call ? `call ${call.cid} (${call.method} ${call.path})` : 'the target'
  const names = posting.facts.length === 0 ? '' : ` It names ${keysOf(posting.facts)}, which does not say so.`
  return {
    reason: 'state-nobody-asked-for',
    message:
      `The ${group} of ${placeName(entity.dims, entity.entity)} became ${valueText(after)}${from} in ` +
      `${systemTitle(evidence, posting.system)} by ${by}: no fact of a source asks for that.${names}`,
    badness: 2,
    records: recordsOf(evidence, { facts: posting.facts.slice(0, 4), calls: call ? [call] : [], seqs: [seq] }),
    eids: eidsOf(posting.facts),
  }
}

function sentence({ words }: Scene, posting: Posting): string {
  const [line] = posting.lines
  const what = line ? ` (${words.effect(line.quantity, line.at)})` : ''
  const names = posting.references.length === 0 ? 'without a reference' : `with the reference ${posting.references.slice(0, 3).join(', ')}`
  return `${capitalised(documentNames([posting]))}${what}, ${names},`
}

function nearestWords({ evidence }: Scene, { dims }: Posting, nearest: FactState | undefined): string {
  if (!nearest && dims['order'] !== undefined) return 'No fact is about its order.'
  if (!nearest) return areOfOrders(evidence) ? 'It is for no order, and every fact is about one.' : 'No fact is about the same.'
  return nearest.dims['routingStep'] === undefined
    ? `The nearest fact is ${factName(evidence, nearest)}.`
    : `The nearest fact is ${nearest.businessKey} (${placeName(nearest.dims)}).`
}

/** Where everything that happens is for an order, a document without one lacks it. */
function areOfOrders({ facts }: Evidence): boolean {
  return [...facts.values()].every(({ dims }) => dims['order'] !== undefined)
}

/**
 * By routing step, by order, by lot (all of its plant), by what it wrote to, or, where not everything is for an order, by what it amounts
 * to: the first fact that is about the same.
 */
function nearestFacts({ evidence }: Scene): (posting: Posting) => FactState | undefined {
  const found = new WordMap<FactState>()
  const byGroup = new Map<NetGroup, FactState>()
  for (const fact of evidence.facts.values()) {
    const { order, routingStep, item, lot } = fact.dims
    for (const { entity } of fact.states) found.getOr(['entity', '', entity.entity, ''], () => fact)
    found.getOr(['entity', '', fact.entity, ''], () => fact)
    if (item !== undefined && lot !== undefined) found.getOr(['lot', fact.plant, item, lot], () => fact)
    for (const { at } of fact.expect) if (!byGroup.has(at)) byGroup.set(at, fact)
    if (order === undefined) continue
    found.getOr(['order', fact.plant, order, ''], () => fact)
    if (routingStep !== undefined) found.getOr(['order', fact.plant, order, routingStep], () => fact)
  }
  const isOfOrders = areOfOrders(evidence)
  return ({ plant, dims: { order = '', routingStep = '', item = '', lot = '' }, lines, writes }) =>
    found.get(['order', plant, order, routingStep]) ??
    found.get(['order', plant, order, '']) ??
    found.get(['lot', plant, item, lot]) ??
    found.get(['entity', '', writes[0]?.entity.entity ?? '', '']) ??
    (lines[0] && !isOfOrders ? byGroup.get(lines[0].at) : undefined)
}
