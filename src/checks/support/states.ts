import { sameValue, valueText } from '../../domain/effect.js'
import type { EntityState, FactState, StateExpectation, StateWrite } from '../../journal/evidence-types.js'
import type { Evidence } from '../../journal/evidence.js'
import type { NetGroup } from '../../journal/net-groups.js'
import { isNewer, lastWritten } from '../../journal/states.js'
import { isLive } from './scope.js'
import { WordMap } from './word-map.js'

/** What the facts of the target oblige of one group of one entity; those that were overtaken, or are to be rejected, are left out. */
export interface OwedState {
  readonly entity: EntityState
  readonly group: string
  /** All facts that oblige something of it, and the one of them that counts. */
  readonly facts: FactState[]
  newest: NewestState
}

interface NewestState {
  readonly fact: FactState
  readonly state: StateExpectation
}

export function owedStates(evidence: Evidence): readonly OwedState[] {
  const found = new WordMap<OwedState>()
  const overtaken = new Set([...evidence.facts.values()].flatMap((fact) => fact.supersedes))
  for (const fact of evidence.facts.values()) {
    if (!fact.covered || fact.must === 'IGNORE' || fact.must === 'REJECT' || overtaken.has(fact.eid)) continue
    for (const state of fact.states) {
      const { entity, group } = state
      const owed = found.getOr([entity.system, entity.entity, group], () => ({ entity, group, facts: [], newest: { fact, state } }))
      owed.facts.push(fact)
      if (isNewer(state, owed.newest.state)) owed.newest = { fact, state }
    }
  }
  return found.made
}

/**
 * Whether a group was left out of what the target made of the fact in that system: a document about the same thing is there, or another
 * group of it, and nobody wrote this one for it.
 */
export function isLeftOut(evidence: Evidence, fact: FactState, { entity, group }: Pick<StateExpectation, 'entity' | 'group'>): boolean {
  const isAbout = ({ measure, dims }: NetGroup): boolean =>
    measure.unit === 'item' && Object.entries(entity.dims).every(([name, value]) => dims[name] === value)
  const { postings } = evidence.scopeOf(fact)
  const own = postings.filter(({ system, facts }) => system === entity.system && facts.some(({ physId }) => physId === fact.physId))
  if (own.some(({ writes }) => writes.some((write) => write.entity === entity && write.group === group && !write.derived))) return false
  return own.some(
    (posting) =>
      posting.cid !== 0 &&
      isLive(posting) &&
      (posting.lines.some(({ at }) => isAbout(at)) || posting.writes.some((write) => write.entity === entity && !write.derived)),
  )
}

/** What a system works out from a posting is nobody's write. */
export function lastWriteOf({ entity, group }: OwedState): StateWrite | undefined {
  return lastWritten(entity, group)
}

/** What a system works out behind a perfect integration may also be said to it: that the interval of a revision ends, for one. */
export function standsAnyway({ perfect }: Evidence, { entity, group, after }: StateWrite): boolean {
  const text = perfect.get(entity.system)?.[entity.entity]?.[group]
  return text?.replace(/ \(version \d+\)$/, '') === valueText(after)
}

/** The next that was written there by a call is what stood there before: nothing is left of it. */
export function isPutBack(write: StateWrite): boolean {
  const { entity, group, before } = write
  const writes = entity.groups.get(group) ?? []
  const next = writes[writes.indexOf(write) + 1]
  return before !== undefined && next !== undefined && next.posting.cid !== 0 && sameValue(next.after, before)
}

/** Both name a version, so that the higher one is the newer. */
export function isVersioned({ newest: { state } }: OwedState, last: StateWrite): boolean {
  return last.version !== undefined && state.version !== undefined
}

/** What stands there is what the newest fact says, or newer. */
export function isReached(evidence: Evidence, owed: OwedState): boolean {
  return evidence.isMet(owed.newest.state)
}
