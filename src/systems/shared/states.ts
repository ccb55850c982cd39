import { sameValue, valueText, type Effect, type StateEffect, type Value } from '../../domain/effect.js'
import type { Commit, Ledger, Projection } from '../../domain/ledger.js'
import type { Dims } from '../../domain/names.js'
import { refusal, refused, type Refused } from '../operation.js'
import type { ReferencedInput } from './posting.js'

/** What a write of a state is about, besides its group and value. */
export interface Written {
  readonly docKind: string
  /** Where the write belongs to a document. */
  readonly doc?: string
  readonly entity: string
  readonly dims: Dims
  readonly references: readonly string[]
  readonly version?: number | undefined
  /** The system worked it out by itself. */
  readonly derived?: boolean
}

/** A write of a group; nothing where just that stands there already. */
export function stateWrite(ledger: Ledger, about: Written, group: string, after: Value): StateEffect | undefined {
  const { docKind, doc = '', entity, dims, references, version, derived } = about
  const last = ledger.entity(entity)?.get(group)?.at(-1)
  if (last && sameValue(last.after, after) && (version === undefined || last.version === version)) return undefined
  return {
    what: 'state',
    doc,
    docKind,
    plant: dims['plant'] ?? '',
    references,
    entity,
    dims,
    group,
    ...(version !== undefined && { version }),
    ...(last && { before: last.after }),
    after,
    ...(derived === true && { derived }),
  }
}

/** Those that are written at all. */
export function written(states: readonly (StateEffect | undefined)[]): readonly StateEffect[] {
  return states.filter((state) => state !== undefined)
}

/** Commits states, if there are any; what they are of goes with the first, for projections that keep more than values. */
export function commitOf<Content>(
  ledger: Ledger,
  states: readonly StateEffect[],
  content: Content,
  others: readonly (readonly [Effect, Content])[] = [],
): void {
  const [first] = states
  if (first) ledger.commit({ states, contents: new Map<Effect, Content>([[first, content], ...others]) })
}

/** How to take back what commits have changed beside the ledger; of most there is nothing. */
export class Undoing {
  readonly #steps = new WeakMap<Commit, readonly (() => void)[]>()

  keep(commit: Commit, steps: readonly (() => void)[]): void {
    if (steps.length > 0) this.#steps.set(commit, steps)
  }

  undo(commit: Commit): void {
    for (const step of this.#steps.get(commit)?.toReversed() ?? []) step()
  }
}

/** Sets an entry; what it was before comes back when the result is called. */
export function setting<K, V>(map: Map<K, V>, key: K, value: V): () => void {
  const before = map.get(key)
  map.set(key, value)
  return () => void (before === undefined ? map.delete(key) : map.set(key, before))
}

/** The highest version that any group of an entity was written under; 0 where none says one. */
export function versionOf(ledger: Ledger, entity: string): number {
  const groups = ledger.entity(entity)?.values() ?? []
  return Math.max(0, ...[...groups].flatMap((writes) => writes.flatMap(({ version }) => version ?? [])))
}

/** What a write of a state may say. */
export interface VersionedInput extends ReferencedInput {
  readonly version?: number
  /** The version that the caller believes to be there; 0 for nothing. */
  readonly 'If-Match'?: number
}

/** Why a caller who names the version that he found is too late. */
export function staleObstacle(ledger: Ledger, entity: string, input: VersionedInput): Refused | undefined {
  const wanted = input['If-Match']
  const version = versionOf(ledger, entity)
  if (wanted === undefined || wanted === version) return undefined
  return refused('VERSION_STALE', `Version ${version} is there, not ${wanted}: read it again.`, { version })
}

export const versionStale = refusal(
  412,
  ['VERSION_STALE'],
  'With `If-Match`: another version is there.',
  'Version 8 is there, not 7: read it again.',
  { version: 8 },
)

/** What was written of entities, for people who compare: the rest of a snapshot tells of the groups that are left out. */
export class WrittenStates implements Projection {
  readonly #entities = new Set<string>()

  constructor(private readonly leftOut: readonly string[]) {}

  take({ states = [] }: Commit): void {
    for (const { entity, group } of states) if (!this.leftOut.includes(group)) this.#entities.add(entity)
  }

  /** What is not there any more is not shown. */
  takeBack(): void {}

  /** By entity and group, as texts with their versions; nothing where nobody wrote any. */
  shown(ledger: Ledger): { readonly written?: Readonly<Record<string, unknown>> } {
    const texts = [...this.#entities].toSorted().flatMap((entity) => {
      const groups = [...(ledger.entity(entity) ?? [])].flatMap(([group, writes]) => {
        const last = writes.at(-1)
        if (!last || this.leftOut.includes(group)) return []
        return [[group, `${valueText(last.after)}${last.version === undefined ? '' : ` (version ${last.version})`}`]]
      })
      return groups.length === 0 ? [] : [[entity, Object.fromEntries(groups)]]
    })
    return texts.length === 0 ? {} : { written: Object.fromEntries(texts) }
  }
}
