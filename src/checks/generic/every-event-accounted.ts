import { valueText } from '../../domain/effect.js'
import { lastWritten } from '../../journal/states.js'
import type { SystemName } from '../../domain/names.js'
import type { Ending, FactState, Posting, PostingLine, StateExpectation } from '../../journal/evidence-types.js'
import type { Evidence } from '../../journal/evidence.js'
import type { NetGroup } from '../../journal/net-groups.js'
import type { Check, Violation } from '../contract.js'
import { ownerOfShortage, ownersOf } from '../owners.js'
import {
  atEnd,
  callsOf,
  contentsOf,
  counted,
  differenceOf,
  documentNames,
  enumerate,
  factName,
  hadItsChance,
  isIdle,
  missingOf,
  recordsOf,
  type Scene,
  seconds,
  systemTitle,
  takenForOthers,
} from '../support/index.js'
import { list, unended } from '../../words/lists.js'

/** Ends that break the promise, with the word for each. */
const reasons: Partial<Readonly<Record<Ending, string>>> = {
  short: 'short',
  parked: 'excepted-without-obstacle',
  forbidden: 'posted-though-rejected',
  missing: 'missing',
  'never-collected': 'never-collected',
}

/** Of what is shared, nothing may be there for a report of its own. */
const mayLack: ReadonlySet<Ending> = new Set(['short', 'missing'])

function isFed(evidence: Evidence, fact: FactState): boolean {
  return evidence.header.target.delivery[fact.source] === 'feed'
}

/** How often it was handed over, when for the last time, and what came of it. */
function delivered(evidence: Evidence, fact: FactState): string {
  const { exposedFirst, deliveredLast, deliveries } = fact
  const last = deliveredLast ?? exposedFirst ?? fact.offered
  if (deliveries === 0) return `was read by the target${last ? ` at ${seconds(last.t)}` : ''}, and never delivered`
  const once = deliveries === 1
  const times = once ? 'once' : `${deliveries} times`
  const came = outcomeOf(evidence, fact)
  const outcome = came === '' ? '' : ` (${came})`
  // The source of a feed learns that a page was taken when the next one is asked for.
  if (isFed(evidence, fact) && exposedFirst && last) {
    const when = once ? `at ${seconds(exposedFirst.t)}` : `first at ${seconds(exposedFirst.t)} and last at ${seconds(last.t)}`
    return `was handed out in the feed ${times}${once ? '' : ','} ${when}${outcome}`
  }
  return `was delivered ${times}${last ? `${once ? '' : ', last'} at ${seconds(last.t)}` : ''}${outcome}`
}

/** `acked`; `answered 503 each time, until the MES gave up`; `answered 500 twice and 400 3 times`. */
function outcomeOf({ words }: Evidence, { lastOutcome, refusedWith, deliveries, source, givenUp }: FactState): string {
  if (lastOutcome !== 'refused' || !refusedWith) return lastOutcome
  const often = (times: number): string => (times === deliveries && times > 1 ? 'each time' : times === 1 ? 'once' : `${times} times`)
  const answers = [...refusedWith].map(([status, times]) => (deliveries === 1 ? String(status) : `${status} ${often(times)}`))
  return `answered ${list(answers)}${givenUp ? `, until the ${words.system(source)} gave up` : ''}`
}

/**
 * What is missing, in each system the first part of it, and the documents that have some of that: `the ERP shows 7 EA yield on order 100001
 * / 0010 of 10 EA, by document 4711`.
 */
function shortOf({ evidence, words }: Scene, fact: FactState): string {
  const { sums, states } = missingOf(evidence, fact)
  const told = new Map<SystemName, string>()
  for (const { at, actual, expected } of sums) {
    if (told.has(at.system)) continue
    const documents = byDocuments(documentsOf(fact, at))
    const by = documents === '' ? '' : `,${documents}`
    const of = words.amount(expected, at, expected)
    told.set(at.system, `${systemTitle(evidence, at.system)} shows ${words.effect(actual, at, expected)} of ${of}${by}`)
  }
  for (const state of states) {
    const { system } = state.entity
    if (told.has(system)) continue
    const alike = states.filter((each) => each.entity.system === system && shown('', each) === shown('', state))
    told.set(system, `${systemTitle(evidence, system)} ${shown(enumerate(alike.map(({ entity }) => entity.entity)), state)}`)
  }
  return [...told.values()].join(', and ')
}

/** Documents that have some of it, or else those of the fact in that system: they should have it. */
function documentsOf({ postings }: FactState, at: NetGroup): readonly Posting[] {
  const there = postings.filter(({ system, lines }) => system === at.system && lines.length > 0)
  const some = there.filter(({ lines }) => lines.some((line) => line.at === at))
  return some.length > 0 ? some : there
}

/** Its own, or those that it shares. */
function postingsOf(evidence: Evidence, fact: FactState): readonly Posting[] {
  return fact.postings.length > 0 ? fact.postings : evidence.scopeOf(fact).postings
}

function byDocuments(postings: readonly Posting[]): string {
  return postings.length === 0 ? '' : ` by ${documentNames(postings)}`
}

/** What stands there in the place of a state, and where that reads alike, with what keeps the two apart. */
function shown(entities: string, { entity, group, version, after, ...state }: StateExpectation): string {
  const last = lastWritten(entity, group)
  const { has, says } = last ? contentsOf(last, { after, ...state }) : { has: 'nothing', says: valueText(after) }
  if (!last || has === 'nothing' || has === says)
    return `does not show the ${group} ${says}${version === undefined ? '' : ` (version ${version})`} of ${entities}`
  const isLong = [has, says].some((text) => text.includes('; '))
  const instead = isLong ? `with ${differenceOf(last.after, after)}` : `as ${has}, and not as ${says}`
  return `shows the ${group} of ${entities} ${instead}`
}

function sentence(scene: Scene, fact: FactState, ending: Ending): string {
  const { evidence } = scene
  const name = factName(evidence, fact)
  const waited = evidence.quiet?.how === 'patience' ? ` after ${seconds(evidence.quiet.waited_ms)} of waiting (target.patience)` : ''
  switch (ending) {
    case 'never-collected': {
      const why = isFed(evidence, fact)
        ? 'was published in the feed, and no page that the target read contained it'
        : 'was offered to the target, which never took it'
      return `${name} ${why}; it has neither effect nor exception${waited}.`
    }
    case 'parked':
      return (
        `${name} was handed to people (${exceptionsOf(evidence, fact)}), though nothing lasting stood in the way of posting it: ` +
        `${whyNoObstacle(evidence, fact)}, and ${parkedWith(scene, fact)}.`
      )
    case 'forbidden':
      return `${name} had to be rejected, and has an effect${byDocuments(postingsOf(evidence, fact))}.`
    case 'short': {
      const short = shortOf(scene, fact)
      if (short === '') return `${name} is not posted whole.`
      return `${name} ${delivered(evidence, fact)}, and ${short}; there is no exception for the rest${waited}.`
    }
    default:
      return fact.must === 'REJECT'
        ? `${name} had to be rejected; it ${delivered(evidence, fact)} and has no exception, nor was it returned to its sender${waited}.`
        : `${name} ${delivered(evidence, fact)}${lostPart(scene, fact)}${waited}.${takenFor(evidence, fact)}`
  }
}

/** Of what it shares with other facts, a part may be there. */
function lostPart(scene: Scene, fact: FactState): string {
  const { sums, states } = missingOf(scene.evidence, fact)
  const isPart = sums.length + states.length < fact.expect.length + fact.states.length
  const short = isPart ? shortOf(scene, fact) : ''
  return short === '' ? ' and has neither effect nor exception' : `, and ${short}; there is no exception`
}

/** Of a fact that was taken for another, which one that was, and why. */
function takenFor(evidence: Evidence, fact: FactState): string {
  const taken = takenForOthers(evidence).get(fact)
  if (!taken) return ''
  const { other, fold, behind } = taken
  if (behind) return ` It comes after ${behind.businessKey}, which was taken for ${other.businessKey}.`
  return ` It was taken for ${other.businessKey}, whose key differs from its own only in ${fold.words}.`
}

function parkedWith(scene: Scene, fact: FactState): string {
  return (fact.postings.length > 0 && shortOf(scene, fact)) || 'it has no effect'
}

/** The last refusal that the target brought on itself, with the twin's word on it. */
function whyNoObstacle(evidence: Evidence, { refusals, twin }: FactState): string {
  const own = refusals.findLast(({ cid }) => twin.some((answer) => answer.cid === cid && answer.answer === 'taken'))
  if (own) {
    const system = systemTitle(evidence, evidence.calls.get(own.cid)?.system ?? '')
    return `${system} refused call ${own.cid} with ${own.code || own.status}, and would have taken the right posting at that moment`
  }
  if (twin.some(({ xid, answer }) => xid !== undefined && answer === 'taken'))
    return 'its right posting would have been taken at that moment'
  return 'nothing was refused for good but what the target itself had made of it, if anything'
}

function exceptionsOf(evidence: Evidence, fact: FactState): string {
  return enumerate(
    [...fact.exceptions].map((xid) => {
      const reason = evidence.exceptions.get(xid)?.reason ?? ''
      return reason === '' ? xid : `${xid}: ${unended(reason)}`
    }),
    2,
  )
}

function summary(counts: ReadonlyMap<Ending | 'idle', number>): string[] {
  const of = (...endings: (Ending | 'idle')[]): number => endings.reduce((total, ending) => total + (counts.get(ending) ?? 0), 0)
  const parts = [
    `${of('posted', 'over')} posted`,
    `${of('excepted', 'returned')} excepted`,
    `${of('missing', 'never-collected', 'short', 'parked')} missing`,
  ]
  if (of('overtaken') > 0) parts.push(`${of('overtaken')} overtaken`)
  if (of('idle') > 0) parts.push(`${of('idle')} obliging nothing`)
  if (of('suppressed') > 0) parts.push(`${of('suppressed')} cancelled before posting`)
  if (of('forbidden') > 0) parts.push(`${of('forbidden')} posted against the rules`)
  const notes = [`Facts: ${parts.join(', ')}.`]
  const blocked = of('blocked')
  if (blocked > 0)
    notes.push(`${counted(blocked, 'fact')} not judged: a fault that never ends stands in the way, and the target was still trying.`)
  const unseen = of('unseen')
  if (unseen > 0)
    notes.push(
      `${counted(unseen, 'fact')} without effect not judged: an exception would settle it, and the target shows none (exceptions: none).`,
    )
  return notes
}

function violationOf(scene: Scene, fact: FactState, ending: Ending, reason: string): Violation {
  const { evidence, faults } = scene
  const short = new Set(missingOf(evidence, fact).sums.map(({ at }) => at))
  const subject = {
    facts: [fact],
    postings: fact.postings,
    about: ({ at }: PostingLine) => short.has(at),
    calls: callsOf(evidence, fact),
    exceptions: fact.exceptions,
  }
  return {
    reason,
    message: sentence(scene, fact, ending),
    badness: fact.owed ? 2 : 1,
    records: recordsOf(evidence, subject, faults),
    eids: [fact.eid],
  }
}

/** Number 8: loss. Ends, not ways: slow, batched and retried facts are as accounted for as quick ones. */
export const everyEventAccounted: Check = {
  number: 8,
  name: 'every-event-accounted',
  class: 'L',
  covers: ['exceptions-have-owners'],
  title: 'Every fact that was handed over is posted, or with people for a reason.',
  provenBy: ['M02', 'M03', 'M05', 'M30', 'M31', 'M150', 'M152', 'M153'],
  begin: atEnd((scene) => {
    const { evidence, found } = scene
    const counts = new Map<Ending | 'idle', number>()
    for (const fact of evidence.facts.values()) {
      if (!hadItsChance(evidence, fact)) continue
      const ending = evidence.endingOf(fact)
      const end = ending === 'posted' && isIdle(fact) ? 'idle' : ending
      counts.set(end, (counts.get(end) ?? 0) + 1)
      if (ending !== 'unseen' && ending !== 'blocked') found.judged += 1
      const reason = reasons[ending]
      if (reason === undefined) continue
      const violation = violationOf(scene, fact, ending, reason)
      const owner =
        ownersOf(evidence).ofEnding(evidence, fact, ending) ?? (mayLack.has(ending) ? ownerOfShortage(evidence, fact) : undefined)
      if (owner === undefined) found.add(violation)
      else found.follow(owner, violation)
    }
    return { notes: summary(counts) }
  }),
}
