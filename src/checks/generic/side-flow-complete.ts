import { compareQuantities } from '../../domain/quantity.js'
import type { Posting } from '../../journal/evidence-types.js'
import type { NetGroup } from '../../journal/net-groups.js'
import type { Thing } from '../../journal/things.js'
import type { Check, Violation } from '../contract.js'
import { ownersOf } from '../owners.js'
import {
  atEnd,
  capitalised,
  documentNames,
  eidsOf,
  factName,
  hadItsChance,
  isLive,
  keysOf,
  recordsOf,
  type Scene,
  systemTitle,
} from '../support/index.js'
import { isLeft, isNotice, lacksNoticesAlone, madeOf, noticesOf, type Notice } from './support/notices.js'

const name = 'side-flow-complete'

function named({ evidence }: Scene, { facts }: Notice): string {
  const [only, another] = facts
  return only && !another ? factName(evidence, only) : keysOf(facts)
}

function violationOf(scene: Scene, notice: Notice, { at, actual, postings }: Thing, expected: string): Violation {
  const { evidence, words, faults } = scene
  const live = postings.filter(isLive)
  const tooMuch = compareQuantities(actual, expected) > 0
  return {
    reason: tooMuch ? 'too-many' : 'too-few',
    message:
      `${named(scene, notice)}: ${systemTitle(evidence, at.system)} has ${words.effect(actual, at)}, not ` +
      `${words.amount(expected, at)}${live.length === 0 ? '' : ` (${documentNames(live)})`}.`,
    badness: tooMuch ? 2 : 1,
    records: recordsOf(evidence, { facts: notice.facts.slice(0, 4), postings, about: (line) => line.at === at }, faults),
    eids: eidsOf(notice.facts),
  }
}

/** What there is too much or too little of, and the check that tells of it where another one does. */
function judge(scene: Scene, notice: Notice): { readonly violation: Violation; readonly owner?: string } | undefined {
  const { evidence } = scene
  for (const thing of notice.things) {
    const expected = madeOf(thing, notice)
    const order = compareQuantities(thing.actual, expected)
    if (order > 0) return { violation: violationOf(scene, notice, thing, expected) }
    if (order === 0 || notice.cancelling.length > 0 || isLeft(thing, notice)) continue
    const owing = notice.facts.filter((fact) => hadItsChance(evidence, fact))
    const violation = violationOf(scene, notice, thing, expected)
    const lost = owing.filter((fact) => lacksNoticesAlone(evidence, fact, evidence.endingOf(fact)))
    // Whoever has the whole fact for a reason has its notice too; a fact that is lost whole is told as that. Others of them may owe nothing
    // by now (an older version, for one): where one lacks the notice alone, it is told here.
    if (lost.length === 0) {
      const whole = owing.some((fact) => ['missing', 'short', 'parked'].includes(evidence.endingOf(fact)))
      return whole ? { violation, owner: 'every-event-accounted' } : undefined
    }
    return { violation }
  }
  return undefined
}

/** A notice of what there should be none: too short a stop, scrap that there was not. */
function needless(scene: Scene, posting: Posting, groups: readonly NetGroup[]): Violation {
  const { evidence, words, faults } = scene
  const { facts } = posting
  const [only, another] = facts
  const [at] = groups
  const line = posting.lines.find((each) => each.at === at)
  const told = at && line ? `: ${words.effect(line.quantity, at)}` : ''
  return {
    reason: 'needless',
    message:
      `${capitalised(documentNames([posting]))}${told}. ${only && !another ? factName(evidence, only) : keysOf(facts)} asks for none in ` +
      `${systemTitle(evidence, posting.system)}.`,
    badness: 1,
    records: recordsOf(evidence, { facts: facts.slice(0, 4), postings: [posting] }, faults),
    eids: eidsOf(facts),
  }
}

/** Number 68: what one department has to be told of, it is told once, however the posting of the thing itself ends. */
export const sideFlowComplete: Check = {
  number: 68,
  name,
  class: 'L',
  covers: ['side-effects'],
  title: 'What is to be told to another department (scrap, a long stop, a new source) is told once, and nothing else is.',
  provenBy: ['M122', 'M123', 'M124', 'M125'],
  begin: atEnd((scene) => {
    const { evidence, found } = scene
    for (const notice of noticesOf(evidence)) {
      const verdict = judge(scene, notice)
      if (!verdict) found.take('right')
      else if (verdict.owner === undefined) found.add(verdict.violation)
      else found.follow(verdict.owner, verdict.violation)
    }
    const mine = ownersOf(evidence).all.filter(({ owner, line }) => owner === name && isNotice(line.at))
    for (const [posting, own] of Map.groupBy(mine, (each) => each.posting))
      found.add(
        needless(
          scene,
          posting,
          own.map(({ line }) => line.at),
        ),
      )
  }),
}
