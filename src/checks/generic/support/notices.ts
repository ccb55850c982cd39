import { compareQuantities } from '../../../domain/quantity.js'
import type { Ending, FactState } from '../../../journal/evidence-types.js'
import type { Evidence } from '../../../journal/evidence.js'
import type { NetGroup } from '../../../journal/net-groups.js'
import type { Thing } from '../../../journal/things.js'
import type { Claim } from '../../contract.js'
import { isLive, isTargets, missingOf, WordMap } from '../../support/index.js'

// What one department tells another of: a document, and how much it is about. Both are things that facts share.

/** One notice: how often it is there, and what else it says. */
export interface Notice {
  readonly facts: readonly FactState[]
  /** In the order in which facts oblige them. */
  readonly things: readonly Thing[]
  /** Facts that cancel others of it: it has to be gone. */
  readonly cancelling: readonly FactState[]
}

export function isNotice({ measure }: NetGroup): boolean {
  return measure.notice === true
}

/** Every notice that facts oblige. One with a fact that the target does not cover is left out. */
export function noticesOf(evidence: Evidence): readonly Notice[] {
  const found = new WordMap<Thing[]>()
  for (const thing of evidence.things()) {
    if (!isNotice(thing.at) || !thing.facts.every(({ covered }) => covered)) continue
    found.getOr([thing.at.system, thing.at.identity], () => []).push(thing)
  }
  return found.made.map((things) => {
    const facts = [...new Set(things.flatMap((thing) => thing.facts))]
    const cancelling = facts.filter(({ reverses }) => facts.some(({ eid }) => eid === reverses))
    return { facts, things, cancelling }
  })
}

/** How much of a thing was obliged to be there before anybody took it back. */
export function madeOf({ at, facts, expected }: Thing, { cancelling }: Notice): string {
  if (cancelling.length === 0) return expected
  const obliged = facts.flatMap(({ expect }) => expect.filter((each) => each.at === at && !each.quantity.startsWith('-')))
  return obliged[0]?.quantity ?? expected
}

/** It was made for a fact, that was cancelled, and it is there as it was. */
export function isLeft(thing: Thing, notice: Notice): boolean {
  if (notice.cancelling.length === 0) return false
  return compareQuantities(thing.actual, thing.expected) > 0 && compareQuantities(thing.actual, madeOf(thing, notice)) <= 0
}

const lost: ReadonlySet<Ending> = new Set(['short', 'missing'])

/** The fact came short of nothing but notices. */
export function lacksNoticesAlone(evidence: Evidence, fact: FactState, ending: Ending): boolean {
  if (!lost.has(ending)) return false
  const { sums, states } = missingOf(evidence, fact)
  return sums.length > 0 && states.length === 0 && sums.every(({ at }) => isNotice(at))
}

/** Number 20's: what a fact set off elsewhere, and that was cancelled with it in one place and not in the other. */
export const leftNotices: Claim = {
  owner: 'compensation-complete',
  fact: (evidence, fact, ending) => fact.reverses !== '' && lacksNoticesAlone(evidence, fact, ending),
}

/** Number 68's: how many notices there are of what happened, and of what there should be none. */
export const notices: Claim = {
  owner: 'side-flow-complete',
  *lines(evidence, { facts, postings }) {
    for (const posting of postings) {
      if (!isLive(posting) || !isTargets(evidence, posting)) continue
      for (const line of posting.lines) {
        if (!isNotice(line.at) || facts.some(({ expect }) => expect.some(({ at }) => at === line.at))) continue
        yield { facts, posting, line, quantity: line.quantity }
      }
    }
  },
  thing: ({ at }) => isNotice(at),
  fact: lacksNoticesAlone,
}
