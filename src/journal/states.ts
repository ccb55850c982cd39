import { sameValue } from '../domain/effect.js'
import type { EntityState, StateExpectation, StateWrite } from './evidence-types.js'

type Content = Pick<StateWrite, 'after' | 'active' | 'effective'>

function sameContent(write: Content, state: Pick<StateExpectation, 'after' | 'active' | 'effective'>): boolean {
  return (
    sameValue(write.after, state.after) &&
    (state.active === undefined || write.active === state.active) &&
    (state.effective === undefined || (write.effective?.from === state.effective.from && write.effective.to === state.effective.to))
  )
}

/** True if this write says what the expectation obliges, whatever version it names. */
export function writesState(write: StateWrite, state: StateExpectation): boolean {
  return write.entity === state.entity && write.group === state.group && sameContent(write, state)
}

function writesOf(entity: EntityState, group: string): readonly StateWrite[] {
  return entity.groups.get(group) ?? []
}

/**
 * Whether the obliged state is there: the last applied version is a later one, or is this one with its value. Where no versions are named,
 * it is enough that the value was written: whatever came after it was obliged by somebody else.
 */
export function isStateMet(state: StateExpectation): boolean {
  const writes = writesOf(state.entity, state.group)
  const last = writes.at(-1)
  if (!last) return false
  if (state.version === undefined || last.version === undefined) return writes.some((write) => sameContent(write, state))
  return last.version > state.version || (last.version === state.version && sameContent(last, state))
}

/** Whether its version, or a later one, was written at all: a wrong value is wrong, and not lost. */
export function isStateApplied(state: StateExpectation): boolean {
  const { version } = state
  if (version === undefined) return isStateMet(state)
  return writesOf(state.entity, state.group).some((write) =>
    write.version === undefined ? sameContent(write, state) : write.version >= version,
  )
}
