import { sameEffectivity, sameValue } from '../domain/effect.js'
import type { EntityState, StateExpectation, StateWrite } from './evidence-types.js'
import { isOneSequence } from './sequences.js'
import { append } from '../domain/grouping.js'

type Content = Pick<StateWrite, 'after' | 'active' | 'effective'>

/** True if it says what is obliged; what the obligation leaves open is no difference. */
export function saysSame(write: Content, state: Pick<StateExpectation, 'after' | 'active' | 'effective'>): boolean {
  return (
    sameValue(write.after, state.after) &&
    (state.active === undefined || write.active === state.active) &&
    (state.effective === undefined || sameEffectivity(write.effective, state.effective))
  )
}

/** True if this write says what the expectation obliges, whatever version it names. */
export function writesState(write: StateWrite, state: StateExpectation): boolean {
  return write.entity === state.entity && write.group === state.group && saysSame(write, state)
}

function writesOf(entity: EntityState, group: string): readonly StateWrite[] {
  return entity.groups.get(group) ?? []
}

/** The last write of a group that somebody made: what a system works out from a posting says nothing against it. */
export function lastWritten(entity: EntityState, group: string): StateWrite | undefined {
  return writesOf(entity, group).findLast(({ derived }) => !derived)
}

/** True for what the scenario itself wrote; what plays a part of the target is no step of it. */
export function isOfStep({ posting }: StateWrite): boolean {
  return posting.cid === 0 && !posting.step.startsWith('stand-in:')
}

/** Whether `a` is the newer one: by version, then by the order in which the source owes them, then as they happened. */
export function isNewer(a: StateExpectation, b: StateExpectation): boolean {
  if (a.version !== undefined && b.version !== undefined) return a.version >= b.version
  return isOneSequence(a.fact, b.fact) ? a.fact.streamSeq >= b.fact.streamSeq : a.fact.seq >= b.fact.seq
}

/** From now on it is known that the entity may be in this state; what has to be rejected may never be. */
export function oblige(state: StateExpectation): void {
  const { entity, group, version, fact } = state
  if (fact.must === 'REJECT') return
  let owed = entity.obliged.get(group)
  if (!owed) entity.obliged.set(group, (owed = { newest: undefined, byVersion: new Map() }))
  append(owed.byVersion, version, state)
  if (fact.must !== 'IGNORE' && (!owed.newest || isNewer(state, owed.newest))) owed.newest = state
}

/** Whether some fact obliges what the write says, under its version; a write of an older version that says the same differs in nothing. */
export function isObliged(write: StateWrite): boolean {
  const { entity, group, version } = write
  for (const [obliged, states] of entity.obliged.get(group)?.byVersion ?? []) {
    const isVersion = version === undefined || obliged === undefined || version <= obliged
    if (isVersion && states.some((state) => saysSame(write, state))) return true
  }
  return false
}

/** A later version takes the place of this one, if a fact (or a step) says that there is such a version, and what is in it. */
function meets(write: StateWrite, state: StateExpectation): boolean {
  const { version } = write
  if (version === undefined || state.version === undefined || version <= state.version) return saysSame(write, state)
  if (isOfStep(write)) return true
  return (
    state.entity.obliged
      .get(state.group)
      ?.byVersion.get(version)
      ?.some((later) => saysSame(write, later)) ?? false
  )
}

/** What another fact obliges with which no order is owed: whichever of the two was written last, both were. */
function isOfAnyOrder(write: StateWrite, state: StateExpectation): boolean {
  const { entity, group, version, fact } = state
  if (version !== undefined || write.version !== undefined || !wasWrittenFor(state)) return false
  const others = entity.obliged.get(group)?.byVersion.get(undefined) ?? []
  return others.some(
    (other) =>
      other.fact !== fact && saysSame(write, other) && !isOneSequence(other.fact, fact) && !fact.supersedes.includes(other.fact.eid),
  )
}

/**
 * Whether the obliged state is there: the last write has its value, whatever older version that names (who writes only what differs leaves
 * that there), or is a later version that is known. Where no versions are named, the newest fact has to have the last word. Of an older
 * one it is enough that its value was there when it happened or later: whatever came after it was obliged by somebody else. What was
 * written before the fact happened pays for it only if it still stood then. What a step of the scenario writes afterwards, or a system
 * works out by itself, takes nothing from what the target did.
 */
export function isStateMet(state: StateExpectation): boolean {
  const writes = writesOf(state.entity, state.group)
  const isNewest = state.entity.obliged.get(state.group)?.newest === state
  // Saves looking through all that came after it.
  if (!isNewest && state.version === undefined && wasWrittenFor(state)) return true
  for (let at = writes.length - 1; at >= 0; at -= 1) {
    const write = writes[at]
    if (!write) break
    if (meets(write, state)) return true
    if (write.derived) continue
    if (write.seq <= state.fact.seq) return false
    const hasLastWord = isNewest || (write.version !== undefined && state.version !== undefined)
    if (hasLastWord && !isOfStep(write) && !isOfAnyOrder(write, state)) return false
  }
  return false
}

/** Whether something that says the same, or a later version, was written before that record. */
export function wasWritten(state: StateExpectation, seq: number): boolean {
  const { entity, group, version } = state
  return writesOf(entity, group).some(
    (write) =>
      write.seq < seq &&
      !write.derived &&
      (saysSame(write, state) || (version !== undefined && write.version !== undefined && write.version > version)),
  )
}

function wasWrittenFor(state: StateExpectation): boolean {
  const { fact } = state
  return fact.postings.some(({ writes }) => writes.some((write) => write.seq > fact.seq && writesState(write, state)))
}

/** Whether it was written at all, its version or a later one: a wrong value is wrong, and not lost; so is one that did not last. */
export function isStateApplied(state: StateExpectation): boolean {
  if (isStateMet(state)) return true
  if (wasWrittenFor(state)) return true
  const { fact, entity, group, version } = state
  if (version === undefined) return false
  const later = writesOf(entity, group).findLast((write) => write.version !== undefined && write.version >= version && !isOfStep(write))
  return later !== undefined && (later.seq > fact.seq || wasSaidBefore(state, later.seq))
}

/** An older fact had said the same under the same version: whoever has written that has nothing more to do, be it right or wrong. */
function wasSaidBefore({ entity, group, version, after, fact }: StateExpectation, seq: number): boolean {
  const said = entity.obliged.get(group)?.byVersion.get(version) ?? []
  return said.some((other) => other.fact !== fact && other.fact.seq < seq && sameValue(other.after, after))
}
