import type { FactState, Posting, PostingLine } from '../../journal/evidence-types.js'
import type { Evidence } from '../../journal/evidence.js'
import { isShut } from '../../journal/gates.js'
import type { Check, Violation } from '../contract.js'
import {
  afterHearing,
  capitalised,
  counted,
  documentNames,
  eidsOf,
  factName,
  isSure,
  isTargets,
  judgeTitled,
  Probes,
  recordsOf,
  type Scene,
  seconds,
  systemTitle,
  takenOf,
  wasExceptedAt,
} from '../support/index.js'
import { freedIn } from './support/early-use.js'
import { Holds, type Hold } from './support/holds.js'

const title = 'no-consumption-of-held-lot'

/** What makes a lot usable, or uses it: for an order, a move is a use too. Moves of stock that is restricted stay inside quarantine. */
function uses({ facts }: Posting, { at: { measure, dims }, quantity }: PostingLine): boolean {
  if (quantity.startsWith('-') || (dims['stockType'] ?? 'unrestricted') !== 'unrestricted') return false
  if (measure.name === 'transfer') return facts.length > 0 && facts.every((fact) => fact.dims['order'] !== undefined)
  return measure.name === 'issue' || measure.name === 'available' || measure.name === 'consumed'
}

/** Whether what was posted happened after the hold, by the shop floor's own time; of a choice of facts, all of them. */
function isAfter({ by }: Hold, posting: Posting): boolean {
  const came = posting.facts.map(({ occurredAt }) => Date.parse(occurredAt) >= Date.parse(by.occurredAt))
  return came.length === 0 || (isSure(posting) ? came.includes(true) : !came.includes(false))
}

/** A call that knew of the hold, and of no end of it. */
function knewOf(evidence: Evidence, { by, until }: Hold, posting: Posting): boolean {
  const call = evidence.calls.get(posting.cid)
  if (!call || !evidence.knewAt(by, call, call.incarnation)) return false
  return !until || !(until.exposedFirst !== undefined && until.exposedFirst.seq < call.seq)
}

function violationOf({ evidence, words, faults }: Scene, { by }: Hold, posting: Posting, line: PostingLine): Violation {
  const call = evidence.calls.get(posting.cid)
  return {
    reason: 'used-while-held',
    message:
      `${capitalised(documentNames([posting]))} (${words.effect(line.quantity, line.at)}) came by call ${posting.cid}, which arrived at ` +
      `${seconds(call?.t ?? posting.t)}, though the lot is held by ${by.businessKey}, which the target knew since ` +
      `${seconds((by.exposedFirst ?? by.owed ?? by).t)}.`,
    badness: Math.abs(Number(line.quantity)),
    records: recordsOf(
      evidence,
      { facts: [by, ...posting.facts.slice(0, 3)], postings: [posting], about: (each) => each === line },
      faults,
    ),
    eids: eidsOf([by, ...posting.facts]),
  }
}

/** Given free by its receipt after the decision was known: not too early, but what was accepted is not what was received. */
function freedByReceipt({ evidence, words, faults }: Scene, fact: FactState, posting: Posting, line: PostingLine): Violation {
  return {
    reason: 'free-by-receipt',
    message:
      `${capitalised(documentNames([posting]))} (${words.effect(line.quantity, line.at)}) stands for ${factName(evidence, fact)}; ` +
      `of what has to be inspected, what may be used is what was accepted, also where its lot has been decided upon by then (${title}).`,
    badness: Math.abs(Number(line.quantity)),
    records: recordsOf(evidence, { facts: [fact], postings: [posting], about: (each) => each === line }, faults),
    eids: [fact.eid],
  }
}

/** What was given free by what obliges nothing of it; where that was too early, it is told as that. */
function judgeFreed(scene: Scene): void {
  const { evidence, found } = scene
  for (const fact of evidence.facts.values()) {
    if (!fact.covered || fact.gates.length === 0) continue
    for (const posting of fact.postings) {
      const call = evidence.calls.get(posting.cid)
      for (const { gate, line } of freedIn(evidence, fact, posting))
        if (call && !isShut(evidence, gate, call, posting.seq)) found.add(freedByReceipt(scene, fact, posting, line))
    }
  }
}

/** How often somebody tried to take something: a system lets it happen by what it was told. */
function triesIn({ postings }: Evidence): number {
  return postings.filter(({ cid, writes }) => cid === 0 && writes.some(({ group }) => group === 'attempt')).length
}

/** What a system let happen by itself, because nobody had told it of the hold. */
function letHappen({ evidence, words, faults }: Scene, { by }: Hold, posting: Posting, line: PostingLine): Violation {
  const { system } = posting
  return {
    reason: 'used-because-untold',
    message:
      `${capitalised(systemTitle(evidence, system))} let ${words.effect(line.quantity, line.at)} happen at ${seconds(posting.t)}, though ` +
      `the lot is held by ${by.businessKey}, which the target knew since ${seconds((by.exposedFirst ?? by.owed ?? by).t)}: ` +
      `the hold was not passed on to ${systemTitle(evidence, system)}.`,
    badness: Math.abs(Number(line.quantity)),
    records: recordsOf(evidence, { facts: [by], postings: [posting], about: (each) => each === line, seqs: [posting.seq] }, faults),
    eids: eidsOf([by]),
  }
}

/** Of a step of the scenario: wrong only where the target had to tell that system of the hold, had known of it, and nobody had. */
function isUntold(evidence: Evidence, { by, until, systems }: Hold, posting: Posting): boolean {
  if (
    !by.covered ||
    !systems.has(posting.system) ||
    wasExceptedAt(evidence, by, posting.seq) ||
    evidence.forEver.struck(by, posting.seq) ||
    !evidence.knewAt(by, posting, by.exposedIncarnation)
  )
    return false
  if (until && until.seq < posting.seq) return false
  const { states } = by
  const state = states.find(({ entity, group }) => entity.system === posting.system && group === 'restriction')
  const before = state?.entity.groups.get('restriction')?.filter(({ seq }) => seq < posting.seq) ?? []
  return !before.some(({ version, seq }) => seq > by.seq || (version !== undefined && state?.version === version))
}

/**
 * Number 41: whoever gives a lot free before its decision is known, or uses it after a hold is. What was used before the hold, and is
 * posted afterwards, was used all the same: it is mentioned. Goods that move inside quarantine, scrap and returns use nothing.
 */
export const noConsumptionOfHeldLot: Check = {
  number: 41,
  name: title,
  class: 'S',
  covers: ['lot-status'],
  title: 'Nothing of a lot is used, or given free for use, before it was decided upon or while it is held.',
  provenBy: ['M15', 'M132'],
  begin: afterHearing(
    (evidence) => new Probes(evidence),
    (scene, probes) => {
      const { evidence, found } = scene
      judgeTitled(scene, title)
      judgeFreed(scene)
      const holds = new Holds(evidence)
      if (holds.size === 0) return undefined
      let before = 0
      for (const posting of evidence.postings) {
        if (posting.reversesDoc !== '') continue
        const line = posting.lines.find((each) => uses(posting, each) && holds.of(each.at.dims).length > 0)
        if (!line) continue
        if (!isTargets(evidence, posting)) continue
        found.judged += 1
        for (const hold of holds.of(line.at.dims)) {
          if (!knewOf(evidence, hold, posting)) continue
          if (isAfter(hold, posting)) found.add(violationOf(scene, hold, posting, line))
          else before += 1
        }
      }
      found.judged += triesIn(evidence)
      for (const probe of probes.all()) {
        const taken = takenOf(probe, 'consumed')
        const hold = taken && holds.of(taken.line.at.dims).find((each) => isUntold(evidence, each, taken.posting))
        if (taken && hold) found.add(letHappen(scene, hold, taken.posting, taken.line))
      }
      const was = before === 1 ? 'was' : 'were'
      return before === 0
        ? undefined
        : { notes: [`${counted(before, 'document')} of what was used before a hold ${was} posted after it; advisory.`] }
    },
  ),
}
