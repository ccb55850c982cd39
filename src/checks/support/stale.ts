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
 * Versions that a write may be of: the one that it names, if a fact has said that there is such a version, and those with that content,
 * lowest first. What nobody has said yet says nothing; so a later fact changes nothing about it.
 */
function versionsOf(write: StateWrite): readonly Versioned[] {
  const found: Versioned[] = []
  for (const [version, states] of write.entity.obliged.get(write.group)?.byVersion ?? []) {
    if (version === undefined) continue
    const known = states.filter(({ fact }) => fact.seq < write.seq)
    const state = known.find((each) => saysSame(write, each)) ?? (version === write.version ? known[0] : undefined)
    if (state) found.push({ version, fact: state.fact })
  }
  return found.toSorted((a, b) => a.version - b.version)
}

/** The version that it is taken for afterwards: the one that it names, or else the next with its content. */
function standingOf({ version: named }: StateWrite, versions: readonly Versioned[], before: number): Versioned | undefined {
  return versions.find(({ version }) => (named === undefined ? version >= before : version === named)) ?? versions.at(-1)
}

/** What says the same as the newest is as good as that; and what stood there is no newer than it said. */
function* staleIn(evidence: Evidence, writes: readonly StateWrite[]): Generator<StaleWrite | 'right'> {
  let newest: { readonly write: StateWrite; readonly version: number } | undefined
  for (const write of writes) {
    const versions = write.derived ? [] : versionsOf(write)
    const highest = versions.at(-1)
    if (!highest) continue
    // Whoever plays a part of the target, or a step of the scenario, is nobody's to judge.
    const isJudged = isTargets(evidence, write.posting)
    if (newest && highest.version < newest.version) {
      if (isJudged) yield { write, ...highest, newer: newest }
      continue
    }
    const { version } = standingOf(write, versions, newest?.version ?? 0) ?? highest
    if (!newest || version >= newest.version) newest = { write, version }
    if (isJudged) yield 'right'
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
