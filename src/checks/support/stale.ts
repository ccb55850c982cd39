import type { EntityState, FactState, StateWrite } from '../../journal/evidence-types.js'
import type { Evidence } from '../../journal/evidence.js'
import { saysSame } from '../../journal/states.js'
import { isTargets } from './scope.js'

/** A write of an older version over a newer one. */
export interface StaleWrite {
  readonly write: StateWrite
  readonly version: number
  /** What it was written over. */
  readonly newer: { readonly write: StateWrite; readonly version: number }
  /** A fact that obliges what was written, where one does. */
  readonly fact: FactState | undefined
}

interface Versioned {
  readonly version: number
  readonly fact: FactState
}

/**
 * The version of what was written: the one that it names, if a fact has said that there is such a version, or the highest known one with
 * that content, whichever is more. What nobody has said yet says nothing; so a later fact changes nothing about it.
 */
function versionOf(write: StateWrite): Versioned | undefined {
  let found: Versioned | undefined
  for (const [version, states] of write.entity.obliged.get(write.group)?.byVersion ?? []) {
    if (version === undefined || (found && version <= found.version)) continue
    const known = states.filter(({ fact }) => fact.seq < write.seq)
    const state = known.find((each) => saysSame(write, each)) ?? (version === write.version ? known[0] : undefined)
    if (state) found = { version, fact: state.fact }
  }
  return found
}

function* staleIn(evidence: Evidence, writes: readonly StateWrite[]): Generator<StaleWrite | 'right'> {
  let newest: { readonly write: StateWrite; readonly version: number } | undefined
  for (const write of writes) {
    const known = write.derived ? undefined : versionOf(write)
    if (!known) continue
    const { version, fact } = known
    if (newest && version < newest.version) {
      // Whoever plays a part of the target, or a step of the scenario, is nobody's to judge.
      if (isTargets(evidence, write.posting)) yield { write, version, newer: newest, fact }
      continue
    }
    newest = { write, version }
    if (isTargets(evidence, write.posting)) yield 'right'
  }
}

/** Every write of a state that has versions, in order of commit: whether it was of an older version than what stood there. */
export function* versionedWrites(evidence: Evidence): Generator<StaleWrite | 'right'> {
  for (const entity of evidence.entities)
    for (const group of versionedGroups(entity)) yield* staleIn(evidence, entity.groups.get(group) ?? [])
}

function versionedGroups({ obliged }: EntityState): string[] {
  return [...obliged].flatMap(([group, { byVersion }]) => ([...byVersion.keys()].some((version) => version !== undefined) ? group : []))
}

/** Whether what was written is older than what stood there. */
export function isStale(evidence: Evidence, write: StateWrite): boolean {
  const known = gathered.get(evidence)
  const fresh = known?.at === evidence.last.seq ? known : { at: evidence.last.seq, writes: staleWrites(evidence) }
  gathered.set(evidence, fresh)
  return fresh.writes.has(write)
}

function staleWrites(evidence: Evidence): ReadonlySet<StateWrite> {
  return new Set([...versionedWrites(evidence)].flatMap((each) => (each === 'right' ? [] : each.write)))
}

const gathered = new WeakMap<Evidence, { readonly at: number; readonly writes: ReadonlySet<StateWrite> }>()
