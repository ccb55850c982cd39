import type { SystemName } from '../../domain/names.js'
import type { EntityState, FactState, StateWrite } from '../../journal/evidence-types.js'
import type { Evidence } from '../../journal/evidence.js'
import { isOfStep } from '../../journal/states.js'

/**
 * Who owns what, in one place. The owner of a group of states is the system whose facts say what is in it. A group of which no fact says
 * anything belongs to the system that writes it by itself, or that reports facts about the very same thing.
 */
export class Authority {
  /** Sources of the facts that say what is in a group of a kind of entity. */
  readonly #sources = new Map<string, Set<SystemName>>()
  /** Systems that wrote a group of a kind of entity by themselves. */
  readonly #own = new Map<string, Set<SystemName>>()
  /** What systems report facts about. */
  readonly #reported = new Set<string>()
  readonly #reporting = new Set<SystemName>()

  constructor(evidence: Evidence) {
    for (const { source, dims, states } of evidence.facts.values()) {
      this.#reporting.add(source)
      this.#reported.add(thingOf(source, dims))
      for (const { entity, group } of states) put(this.#sources, kindOf(entity, group), source)
    }
    for (const entity of evidence.entities) {
      for (const [group, writes] of entity.groups) if (writes.some(isOfStep)) put(this.#own, kindOf(entity, group), entity.system)
    }
  }

  /** Whether the system that was written to owns what was written. What it is told in acknowledgement is no field of its own. */
  isOwners({ entity, group }: StateWrite): boolean {
    if (isAcknowledgement(group) || !this.#reporting.has(entity.system)) return false
    const kind = kindOf(entity, group)
    const sources = this.#sources.get(kind)
    if (sources) return sources.has(entity.system)
    return this.#own.get(kind)?.has(entity.system) === true || this.#reported.has(thingOf(entity.system, entity.dims))
  }
}

/** What a target may tell an owner of what it did with its facts. */
export function isAcknowledgement(group: string): boolean {
  return group === 'ack'
}

/** A fact that had happened says that it is so in this system. */
export function isSaid({ entity, group, seq }: StateWrite): boolean {
  const states = [...(entity.obliged.get(group)?.byVersion.values() ?? [])].flat()
  return states.some(({ fact }) => fact.seq < seq)
}

function put(map: Map<string, Set<SystemName>>, key: string, system: SystemName): void {
  const known = map.get(key)
  if (known) known.add(system)
  else map.set(key, new Set([system]))
}

const kindOf = ({ dims }: EntityState, group: string): string => JSON.stringify([Object.keys(dims).toSorted(), group])
const thingOf = (system: SystemName, dims: FactState['dims']): string =>
  JSON.stringify([system, ...Object.entries(dims).toSorted(([a], [b]) => (a < b ? -1 : 1))])

/** Worked out once for a journal as far as it goes. */
export function authorityOf(evidence: Evidence): Authority {
  const known = found.get(evidence)
  if (known?.at === evidence.last.seq) return known.authority
  const authority = new Authority(evidence)
  found.set(evidence, { at: evidence.last.seq, authority })
  return authority
}

const found = new WeakMap<Evidence, { readonly at: number; readonly authority: Authority }>()
