import { addQuantities } from '../domain/quantity.js'
import type { AttributionLevel, DocState, FactState } from './evidence-types.js'
import type { AttributionSettings, JournalHeader } from './header.js'

/** What a document or a call says about the facts it stands for. */
export interface Identities {
  readonly references: readonly string[]
  readonly idempotencyKey: string
  readonly correlation: string
}

export interface Attribution {
  readonly facts: readonly FactState[]
  readonly level: AttributionLevel
}

function transformed(key: string, settings: AttributionSettings): string {
  let text = key
  for (const step of settings.transform) {
    if ('prefix' in step) text = step.prefix + text
    else if ('suffix' in step) text += step.suffix
    else if ('take_first' in step) text = text.slice(0, step.take_first)
    else if ('take_last' in step) text = text.slice(-step.take_last)
    else if ('replace' in step) text = text.replaceAll(step.replace, step.with)
    else text = step.case === 'upper' ? text.toUpperCase() : text.toLowerCase()
  }
  return text
}

/** A declared split posts `KEY#1`, `KEY#2`: the root is the key. */
function withoutPart(reference: string): string {
  const hash = reference.lastIndexOf('#')
  return hash > 0 ? reference.slice(0, hash) : reference
}

/**
 * Tells which facts a document stands for: exact reference or key, then the configured template, then a unique match on
 * dimensions, then the group of all that it could be.
 */
export class Attributor {
  readonly #byKey = new Map<string, FactState>()
  readonly #byTransformed = new Map<string, FactState[]>()
  readonly #byTransport = new Map<string, FactState>()
  /** Not in `#byTransport` yet: most targets name facts by their keys, and nobody ever asks. */
  #newTransports: string[] = []
  #newCarried: FactState[] = []
  readonly #byPlace = new Map<string, FactState[]>()
  /** Not in `#byPlace` yet, for the same reason. */
  #newPlaced: FactState[] = []
  readonly #reversalsOf = new Map<string, FactState[]>()
  readonly #settings: AttributionSettings
  readonly #namespace: string

  constructor(header: JournalHeader) {
    this.#settings = header.target.attribution
    this.#namespace = header.namespace
  }

  addFact(fact: FactState): void {
    this.#byKey.set(fact.businessKey, fact)
    if (this.#settings.transform.length > 0) {
      // The target rewrote the key as it stood on the wire; records have the namespace taken off wherever it is whole.
      const wire = transformed(this.#namespace + fact.businessKey, this.#settings)
      const recorded = this.#namespace === '' ? wire : wire.replaceAll(this.#namespace, '')
      push(this.#byTransformed, recorded, fact)
    }
    this.#newPlaced.push(fact)
    if (fact.reverses !== '') push(this.#reversalsOf, fact.reverses, fact)
  }

  addTransport(transportId: string, fact: FactState): void {
    this.#newTransports.push(transportId)
    this.#newCarried.push(fact)
  }

  #carriedBy(transportId: string): FactState | undefined {
    for (const [index, fact] of this.#newCarried.entries()) this.#byTransport.set(this.#newTransports[index] ?? '', fact)
    if (this.#newCarried.length > 0) {
      this.#newTransports = []
      this.#newCarried = []
    }
    return this.#byTransport.get(transportId)
  }

  #places(): ReadonlyMap<string, FactState[]> {
    for (const fact of this.#newPlaced)
      push(this.#byPlace, placeOf(fact.flow === 'consumption' ? 'goods-movement' : 'confirmation', fact), fact)
    if (this.#newPlaced.length > 0) this.#newPlaced = []
    return this.#byPlace
  }

  reversalsOf(fact: FactState): readonly FactState[] {
    return this.#reversalsOf.get(fact.eid) ?? []
  }

  /** By name alone; empty when no name is known. */
  named(names: readonly string[]): Attribution {
    const [first] = names
    const only = names.length === 1 && first !== undefined ? this.#byKey.get(first) : undefined
    if (only) return { facts: [only], level: 'exact' }
    const facts = new Set<FactState>()
    let level: AttributionLevel = 'exact'
    for (const name of names) {
      const exact = this.#byKey.get(name) ?? this.#byKey.get(withoutPart(name)) ?? this.#carriedBy(name)
      if (exact) {
        facts.add(exact)
        continue
      }
      const candidates = this.#byTransformed.get(name) ?? this.#byTransformed.get(withoutPart(name))
      if (!candidates) continue
      level = candidates.length > 1 ? 'group' : 'template'
      for (const candidate of candidates) facts.add(candidate)
    }
    return facts.size === 0 ? { facts: [], level: 'none' } : { facts: [...facts], level }
  }

  byIdentities(identities: Identities): Attribution {
    const byReference = this.named(identities.references)
    if (byReference.facts.length > 0) return byReference
    if (identities.idempotencyKey !== '') {
      const byKey = this.named([identities.idempotencyKey])
      if (byKey.facts.length > 0) return byKey
    }
    return identities.correlation === '' ? { facts: [], level: 'none' } : this.named([identities.correlation])
  }

  /** For a document without a known name: the only fact of its place with its quantities, or all that have them, or all of the place. */
  byDimensions(doc: Pick<DocState, 'docKind' | 'plant' | 'order' | 'operation' | 'lines'>): Attribution {
    const place = this.#places().get(placeOf(doc.docKind, doc)) ?? []
    const known = place.filter((fact) => fact.offered && fact.reverses === '')
    const equal = known.filter((fact) => sameQuantities(fact, doc))
    if (equal.length === 1) return { facts: equal, level: 'dimensions' }
    if (equal.length > 1) return { facts: equal, level: 'group' }
    return known.length > 0 ? { facts: known, level: 'group' } : { facts: [], level: 'none' }
  }

  /** Facts of a place whose sums a call names, before it is a document. */
  byQuantities(order: string, operation: string, quantities: Readonly<Record<string, string>>): readonly FactState[] {
    const matches: FactState[] = []
    for (const facts of this.#places().values()) {
      for (const fact of facts) {
        if (fact.order !== order || fact.operation !== operation || !fact.offered) continue
        const wanted = fact.expect.find((effect) => effect.measure === 'yield')?.quantity ?? '0'
        if ((quantities['yield'] ?? '0') === wanted) matches.push(fact)
      }
    }
    return matches.length === 1 ? matches : []
  }
}

function placeOf(docKind: string, at: { readonly plant: string; readonly order: string; readonly operation: string }): string {
  // A goods movement need not name the operation: its place is the order.
  return docKind === 'goods-movement' ? `m|${at.plant}|${at.order}` : `c|${at.plant}|${at.order}|${at.operation}`
}

function sameQuantities(fact: FactState, doc: Pick<DocState, 'lines'>): boolean {
  const sums = new Map<string, string>()
  for (const line of doc.lines) sums.set(line.dims, addQuantities(sums.get(line.dims) ?? '0', line.quantity))
  for (const expected of fact.expect) {
    if (expected.quantity !== '0' && sums.get(expected.dims) !== expected.quantity) return false
  }
  return true
}

function push<K, V>(map: Map<K, V[]>, key: K, value: V): void {
  const list = map.get(key)
  if (list) list.push(value)
  else map.set(key, [value])
}
