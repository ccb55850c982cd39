import { valueText } from '../../domain/effect.js'
import type { Ending, FactState, StateExpectation } from '../../journal/evidence-types.js'
import type { Evidence } from '../../journal/evidence.js'
import type { Check, Violation } from '../contract.js'
import {
  atEnd,
  callsOf,
  counted,
  documentNames,
  enumerate,
  factName,
  hadItsChance,
  recordsOf,
  type Scene,
  seconds,
  systemTitle,
} from '../support/index.js'

/** Ends that break the promise, with the word for each. */
const reasons: Partial<Readonly<Record<Ending, string>>> = {
  short: 'short',
  parked: 'excepted-without-obstacle',
  forbidden: 'posted-though-rejected',
  missing: 'missing',
  'never-collected': 'never-collected',
}

function isFed(evidence: Evidence, fact: FactState): boolean {
  return evidence.header.target.delivery[fact.source] === 'feed'
}

function delivered(evidence: Evidence, fact: FactState): string {
  const last = fact.owedLast ?? fact.exposedFirst ?? fact.offered
  const once = fact.deliveries === 1
  const when = last ? `${once ? '' : ', last'} at ${seconds(last.t)}` : ''
  const outcome = fact.lastOutcome === '' ? '' : ` (${fact.lastOutcome})`
  const times = isFed(evidence, fact) ? 'handed out in the feed' : 'delivered'
  return `was ${times} ${once ? 'once' : `${fact.deliveries} times`}${when}${outcome}`
}

/** `the ERP shows 7 EA yield on order 100001 / 0010 of 10 EA`: the first part of the obligation that is missing. */
function shortOf({ evidence, words }: Scene, fact: FactState): string | undefined {
  const [short] = evidence.shortagesOf(fact)
  if (short) {
    const { at, actual, expected } = short
    return `${systemTitle(evidence, at.system)} shows ${words.effect(actual, at)} of ${words.amount(expected, at)}`
  }
  const unmet = fact.states.find((state) => !evidence.isMet(state))
  return unmet && `${systemTitle(evidence, unmet.entity.system)} does not show the ${stateName(unmet)}`
}

function stateName({ entity, group, version, after }: StateExpectation): string {
  return `${group} ${valueText(after)}${version === undefined ? '' : ` (version ${version})`} of ${entity.entity}`
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
        'nothing was refused for good but what the target itself had made of it, if anything, and it has no effect.'
      )
    case 'forbidden':
      return `${name} had to be rejected, and has an effect by ${documentNames(fact.postings)}.`
    case 'short': {
      const short = shortOf(scene, fact)
      if (short === undefined) return `${name} is not posted whole.`
      return (
        `${name} ${delivered(evidence, fact)}, and ${short}, by ` +
        `${documentNames(fact.postings)}; there is no exception for the rest${waited}.`
      )
    }
    default:
      return fact.must === 'REJECT'
        ? `${name} had to be rejected; it ${delivered(evidence, fact)} and has no exception, nor was it returned to its sender${waited}.`
        : `${name} ${delivered(evidence, fact)} and has neither effect nor exception${waited}.`
  }
}

function exceptionsOf(evidence: Evidence, fact: FactState): string {
  return enumerate(
    [...fact.exceptions].map((xid) => {
      const reason = evidence.exceptions.get(xid)?.reason ?? ''
      return reason === '' ? xid : `${xid}: ${reason}`
    }),
    2,
  )
}

function summary(counts: ReadonlyMap<Ending, number>): string[] {
  const of = (...endings: Ending[]): number => endings.reduce((total, ending) => total + (counts.get(ending) ?? 0), 0)
  const parts = [
    `${of('posted', 'over')} posted`,
    `${of('excepted', 'returned')} excepted`,
    `${of('missing', 'never-collected', 'short', 'parked')} missing`,
  ]
  if (of('suppressed') > 0) parts.push(`${of('suppressed')} cancelled before posting`)
  if (of('forbidden') > 0) parts.push(`${of('forbidden')} posted against the rules`)
  const notes = [`Facts: ${parts.join(', ')}.`]
  const unseen = of('unseen')
  if (unseen > 0)
    notes.push(
      `${counted(unseen, 'fact')} without effect not judged: an exception would settle it, and the target shows none (exceptions: none).`,
    )
  return notes
}

function violationOf(scene: Scene, fact: FactState, ending: Ending, reason: string): Violation {
  const { evidence, faults } = scene
  const subject = { facts: [fact], postings: fact.postings, calls: callsOf(evidence, fact), exceptions: fact.exceptions }
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
  title: 'Every fact that was handed over is posted, or with people for a reason.',
  provenBy: ['M02', 'M03', 'M05', 'M30', 'M31'],
  begin: atEnd((scene) => {
    const { evidence, found } = scene
    const counts = new Map<Ending, number>()
    for (const fact of evidence.facts.values()) {
      if (!hadItsChance(evidence, fact)) continue
      const ending = evidence.endingOf(fact)
      counts.set(ending, (counts.get(ending) ?? 0) + 1)
      if (ending !== 'unseen') found.judged += 1
      const reason = reasons[ending]
      if (reason !== undefined) found.add(violationOf(scene, fact, ending, reason))
    }
    return { notes: summary(counts) }
  }),
}
