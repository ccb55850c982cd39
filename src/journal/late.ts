import type { FactState, Moment, Refusal, TwinAnswer } from './evidence-types.js'
import type { Evidence } from './evidence.js'
import { isShut } from './gates.js'

/** What the fact waited for, by gates of that title, and when the last of it was there. */
export interface Arrived {
  readonly at: Moment
  readonly of: readonly FactState[]
  /** Refusals before that. */
  readonly early: readonly Refusal[]
  /** When people were given it before that, by somebody who looked, and a perfect integration would have been refused. */
  readonly handed: TwinAnswer | undefined
}

/** Gates that wait for something to be there, each under the name of the check that tells what became of it. */
export const titlesOfWaiting = ['late-dependency-converges', 'release-applied-after-receipt'] as const
export type TitleOfWaiting = (typeof titlesOfWaiting)[number]

/** Undefined where a part of it never was there, or where the fact waits for nothing. */
export function arrivedFor(evidence: Evidence, fact: FactState, title: TitleOfWaiting): Arrived | undefined {
  const gates = fact.gates.filter((gate) => gate.title === title)
  if (gates.length === 0 || gates.some((gate) => isShut(evidence, gate, evidence.last))) return undefined
  const postings = gates.flatMap((gate) => {
    const found = gate.facts.flatMap((eid) => {
      const dependency = evidence.facts.get(eid)
      const there = [...(dependency?.postings ?? []), ...(dependency?.played ?? [])]
      return there.find(({ system }) => gate.in === undefined || gate.in === system) ?? []
    })
    return gate.any === true ? found.toSorted((a, b) => a.seq - b.seq).slice(0, 1) : found
  })
  const at = postings.toSorted((a, b) => a.seq - b.seq).at(-1)
  if (!at) return undefined
  const of = gates.flatMap(({ facts }) => facts.flatMap((eid) => evidence.facts.get(eid) ?? []))
  const early = refusals(fact).filter(({ seq }) => seq < at.seq)
  return { at, of: [...new Set(of)], early, handed: handedBefore(fact, at) }
}

/** Where something else stands in its way for good, the twin came to it by itself and was refused. */
function handedBefore({ twin }: FactState, at: Moment): TwinAnswer | undefined {
  if (twin.findLast(({ cid, xid }) => cid === undefined && xid === undefined)?.answer === 'refused') return undefined
  return twin.find(({ seq, xid, answer }) => xid !== undefined && answer === 'refused' && seq < at.seq)
}

function refusals(fact: FactState): readonly Refusal[] {
  return fact.refusals.filter(({ answerClass }) => answerClass === 'business')
}

/**
 * Refused because something was missing that has come since, or seen to be missing it, handed to people, and left with them. What was
 * refused only after it was there is another matter, and so is what came to people for nothing.
 */
export function isLeftWaiting(evidence: Evidence, fact: FactState, arrived: Arrived | undefined): boolean {
  if (!arrived || arrived.early.length < refusals(fact).length) return false
  if (arrived.early.length === 0 && !arrived.handed) return false
  const ending = evidence.endingOf(fact)
  return ending === 'excepted' || ending === 'parked'
}

/** Handed to people because of something that has come since: it may be tried again, and is waited for. */
export function isStillToCome(evidence: Evidence, fact: FactState): boolean {
  if (fact.gates.length === 0 || fact.refusals.length + fact.twin.length === 0) return false
  return titlesOfWaiting.some((title) => isLeftWaiting(evidence, fact, arrivedFor(evidence, fact, title)))
}
