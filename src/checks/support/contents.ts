import { sameValue, valueText, type Value } from '../../domain/effect.js'
import type { Ending, EntityState, FactState, StateExpectation, StateWrite } from '../../journal/evidence-types.js'
import type { Evidence } from '../../journal/evidence.js'
import { isObliged, isOfStep } from '../../journal/states.js'
import type { Violation } from '../contract.js'
import type { Scene } from './at-end.js'
import { eidsOf, hadItsChance, isExcused, missingOf } from './scope.js'
import { isStale } from './stale.js'
import { isLeftOut, isReached, isVersioned, lastWriteOf, owedStates, type OwedState } from './states.js'
import { recordsOf } from './trail.js'
import { contentsOf, systemTitle, writeName } from './words.js'

/** Nothing but a posting can come of it: it was handed over, people neither have it nor may have it, and nothing keeps it away for ever. */
export function isCertain(evidence: Evidence, fact: FactState): boolean {
  if (fact.must !== 'POST' || !hadItsChance(evidence, fact)) return false
  return !evidence.isExcepted(fact) && !evidence.hasObstacle(fact) && !isExcused(evidence, fact)
}

/** True for what some fact obliges, whichever it was in the end, and for what was there without the target. */
function isOneOfSeveral(write: StateWrite): boolean {
  if (isObliged(write)) return true
  const writes = write.entity.groups.get(write.group) ?? []
  const opening = writes.find(({ derived }) => !derived)?.before
  if (opening !== undefined && sameValue(opening, write.after)) return true
  return writes.some((other) => isOfStep(other) && sameValue(other.after, write.after))
}

/**
 * What the target wrote last, and that is not what it should be. Undefined where nothing was written, or not by the target at last: that it
 * is missing is the affair of `every-event-accounted`. Undefined as well where more than one end is right, and this is one of them.
 */
export function standing(evidence: Evidence, owed: OwedState): StateWrite | 'right' | undefined {
  const last = lastWriteOf(owed)
  if (!last || last.posting.cid === 0) return undefined
  const isOpen = !owed.facts.every((fact) => isCertain(evidence, fact))
  if (isOpen && isOneOfSeveral(last)) return undefined
  return !isOpen && isReached(evidence, owed) ? 'right' : last
}

function judgeState(evidence: Evidence, owed: OwedState, { tell }: Telling): Violation | 'right' | undefined {
  const last = standing(evidence, owed)
  if (last === undefined || last === 'right') return last
  const { fact, state } = owed.newest
  return {
    reason: isVersioned(owed, last) && (last.version ?? 0) < (state.version ?? 0) ? 'older-version' : 'other-value',
    message: tell(evidence, owed, last),
    badness: Math.max(1, (state.version ?? 0) - (last.version ?? 0)),
    records: recordsOf(evidence, { facts: [fact], postings: [last.posting], seqs: [last.seq] }),
    // What was written last may stand for another fact.
    eids: eidsOf(new Set([fact, ...last.posting.facts])),
  }
}

/** What is short of a fact because it was left out of all that was written for it; `every-event-accounted` leaves that to the owner. */
function judgeEmpty(evidence: Evidence, owed: OwedState, { tell, tellEmpty }: Telling): Violation | undefined {
  if (!tellEmpty) return undefined
  const { entity, group } = owed
  const isMine = (state: StateExpectation): boolean => state.entity === entity && state.group === group
  const short = owed.facts.filter(
    (fact) =>
      (evidence.endingOf(fact) === 'short' || evidence.endingOf(fact) === 'missing') &&
      missingOf(evidence, fact).states.some((state) => isMine(state) && isLeftOut(evidence, fact, state)),
  )
  // Of several reports of one event the one that was posted.
  const fact = short.find((each) => each.postings.some(({ system }) => system === entity.system)) ?? short[0]
  const state = fact?.states.find(isMine)
  if (!fact || !state) return undefined
  const last = lastWriteOf(owed)
  const own = { ...owed, newest: { fact, state } }
  const postings = fact.postings.filter(({ system }) => system === entity.system)
  return {
    reason: 'empty',
    message: last ? tell(evidence, own, last) : tellEmpty(evidence, own),
    badness: 1,
    records: recordsOf(evidence, { facts: [fact], postings: postings.slice(0, 3), seqs: last ? [last.seq] : [] }),
    eids: [fact.eid],
  }
}

/** Endings of a fact that never got that far: `every-event-accounted` tells of it, and what stands there is what it would have replaced. */
const lost: ReadonlySet<Ending> = new Set(['missing', 'never-collected', 'short'])

function isLost(evidence: Evidence, { entity, group, newest: { fact } }: OwedState): boolean {
  const writes = entity.groups.get(group) ?? []
  return lost.has(evidence.endingOf(fact)) && !writes.some(({ posting }) => posting.facts.some(({ physId }) => physId === fact.physId))
}

/** The check that tells why something older stands in that group: it was written over the newer one, or the newer one was lost. */
export function ownerOfDifference(evidence: Evidence, owed: OwedState): string | undefined {
  const last = lastWriteOf(owed)
  if (last && isStale(evidence, last)) return 'no-stale-overwrite'
  return isLost(evidence, owed) ? 'every-event-accounted' : undefined
}

/** How a check tells of states. */
export interface Telling {
  /** The sentence for a state that is not what the newest fact says. */
  readonly tell: (evidence: Evidence, owed: OwedState, last: StateWrite) => string
  /** The one for what was left out of all that was written; absent: it is lost. */
  readonly tellEmpty?: (evidence: Evidence, owed: OwedState) => string
  /** The check that owns a difference, where that is another one. */
  readonly othersOf?: (owed: OwedState, last: StateWrite) => string | undefined
}

const versionOf = ({ version }: { readonly version: number | undefined }): string => (version === undefined ? '' : `, version ${version}`)

const tellWhole: Telling['tell'] = (evidence, { entity, newest: { fact, state } }, last) => {
  const { has, says } = contentsOf(last, state)
  return (
    `In ${systemTitle(evidence, entity.system)} the ${writeName(last, `${has}${versionOf(last)}`)} is what was written last; ` +
    `${fact.businessKey} says ${says}${versionOf(state)}.`
  )
}

/**
 * What was written last in these groups is what the newest fact says. What an older version has left behind follows from its having been
 * written over the newer one, and what the newest one never replaced from its having been lost.
 */
export function judgeStates(
  { evidence, found }: Scene,
  isMine: (entity: EntityState, group: string) => boolean,
  telling: Telling = { tell: tellWhole },
): void {
  for (const owed of owedStates(evidence)) {
    if (!isMine(owed.entity, owed.group)) continue
    const empty = judgeEmpty(evidence, owed, telling)
    const verdict = empty ?? judgeState(evidence, owed, telling)
    if (!verdict) continue
    found.judged += 1
    if (empty) {
      found.add(empty)
      continue
    }
    const last = lastWriteOf(owed)
    if (verdict === 'right') continue
    const owner = ownerOfDifference(evidence, owed) ?? (last && telling.othersOf?.(owed, last))
    if (owner === undefined) found.add(verdict)
    else found.follow(owner, verdict)
  }
}

/**
 * What two values of several parts differ in, as people read them: `GL-1 5.3 G at 0020 instead of GL-1 3.5 G at 0020`. Whole where they do
 * not consist of parts, or read alike.
 */
export function differenceOf(has: Value, says: Value): string {
  const [left, right] = [has, says].map((value) => valueText(value).split('; ').filter(Boolean)) as [string[], string[]]
  const surplus = left.filter((part) => !right.includes(part))
  const lacking = right.filter((part) => !left.includes(part))
  if (surplus.length + lacking.length === 0) return `${valueText(has)} in other words than ${valueText(says)}`
  const list = (parts: readonly string[]): string =>
    parts.slice(0, 3).join(', ') + (parts.length > 3 ? ` and ${parts.length - 3} more` : '')
  if (surplus.length === 0) return `no ${list(lacking)}`
  if (lacking.length === 0) return `${list(surplus)} besides what there should be`
  return `${list(surplus)} instead of ${list(lacking)}`
}
