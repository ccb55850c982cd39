import type { EntityState, FactState, StateExpectation, StateWrite } from '../../journal/evidence-types.js'
import type { Evidence } from '../../journal/evidence.js'
import { isNewer, lastWritten } from '../../journal/states.js'
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

/** What a system works out from a posting is nobody's write. */
export function lastWriteOf({ entity, group }: OwedState): StateWrite | undefined {
  return lastWritten(entity, group)
}

/** Both name a version, so that the higher one is the newer. */
export function isVersioned({ newest: { state } }: OwedState, last: StateWrite): boolean {
  return last.version !== undefined && state.version !== undefined
}

/** What stands there is what the newest fact says, or newer. */
export function isReached(evidence: Evidence, owed: OwedState): boolean {
  return evidence.isMet(owed.newest.state)
}
