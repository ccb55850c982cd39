import { headerReadings } from '../domain/header-text.js'
import type { Dims, MeasureName } from '../domain/names.js'
import { addQuantities, type Quantity } from '../domain/quantity.js'
import type { AttributionLevel, FactState, Posting } from './evidence-types.js'
import type { AttributionSettings, JournalHeader } from './header.js'
import { belongsTo, type NetGroup } from './net-groups.js'
import { Places } from './places.js'
import { writesState } from './states.js'
import { append } from '../domain/grouping.js'

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

/** A declared split posts `KEY#1`, `KEY#2`: the root is the key. A part is a short word: a hash within a key is part of the key. */
export function withoutPart(reference: string): string {
  return reference.replace(/(?<=.)#[\w.:-]{0,40}$/, '')
}

/** Whether it names one part of a declared split. */
export function isPart(reference: string): boolean {
  return withoutPart(reference) !== reference
}

/**
 * Tells which facts a posting stands for: exact reference or key, then the configured template, then a unique match on
 * dimensions, then the group of all that it could be.
 */
export class Attributor {
  readonly #byKey = new Map<string, FactState>()
  /** Facts of several plants or sources that have one key, by the first of them. */
  readonly #namesakes = new Map<FactState, FactState[]>()
  /** Messages of one publication, by its name. */
  readonly #byPublication = new Map<string, FactState[]>()
  readonly #byTransformed = new Map<string, FactState[]>()
  readonly #byTransport = new Map<string, FactState>()
  /** Not in `#byTransport` yet: most targets name facts by their keys, and none ever asks. */
  #newTransports: string[] = []
  #newCarried: FactState[] = []
  readonly #places = new Places()
  readonly #reversalsOf = new Map<string, FactState[]>()
  /** Facts that report an event which is named after another fact, or after none. */
  readonly #byEvent = new Map<string, FactState[]>()
  readonly #byState = new Map<string, FactState[]>()
  readonly #settings: AttributionSettings
  readonly #namespace: string

  constructor(header: JournalHeader) {
    this.#settings = header.target.attribution
    this.#namespace = header.namespace
  }

  addFact(fact: FactState): void {
    const { key } = fact
    const first = this.#byKey.get(key)
    if (first) append(this.#namesakes, first, fact)
    else this.#byKey.set(key, fact)
    if (fact.partOf !== '') append(this.#byPublication, fact.partOf, fact)
    if (this.#settings.transform.length > 0) {
      for (const name of fact.partOf === '' ? [key] : [key, fact.partOf]) {
        // The target rewrote the key as it stood on the wire; records have the namespace taken off wherever it is whole.
        const wire = transformed(this.#namespace + name, this.#settings)
        append(this.#byTransformed, this.#namespace === '' ? wire : wire.replaceAll(this.#namespace, ''), fact)
      }
    }
    this.#places.add(fact)
    if (fact.reverses !== '') append(this.#reversalsOf, fact.reverses, fact)
    if (fact.physId !== fact.eid) append(this.#byEvent, fact.physId, fact)
    for (const { entity } of fact.states) append(this.#byState, `${entity.system} ${entity.entity}`, fact)
  }

  addTransport(transportId: string, fact: FactState): void {
    this.#newTransports.push(transportId)
    this.#newCarried.push(fact)
  }

  #carriedBy(transportId: string): readonly FactState[] {
    for (const [index, fact] of this.#newCarried.entries()) this.#byTransport.set(this.#newTransports[index] ?? '', fact)
    if (this.#newCarried.length > 0) {
      this.#newTransports = []
      this.#newCarried = []
    }
    const carried = this.#byTransport.get(transportId)
    return carried ? [carried] : none
  }

  reversalsOf(fact: FactState): readonly FactState[] {
    return this.#reversalsOf.get(fact.eid) ?? []
  }

  /** Whether other facts report the same physical event: hardly any do. */
  isReportedAgain(fact: FactState, facts: ReadonlyMap<string, FactState>): boolean {
    return this.#byEvent.size > 0 && this.sameEvent(fact, facts).length > 0
  }

  /** Other facts that report the same physical event. */
  sameEvent(fact: FactState, facts: ReadonlyMap<string, FactState>): readonly FactState[] {
    const others = (this.#byEvent.get(fact.physId) ?? []).filter((other) => other !== fact)
    const named = facts.get(fact.physId)
    return named === undefined || named === fact || named.physId !== fact.physId ? others : [named, ...others]
  }

  /** Facts of that key; only those of a plant, where it is known and has one. */
  #ofKey(key: string, plant: string): readonly FactState[] {
    const first = this.#byKey.get(key)
    if (!first) return this.#inPlant(key)
    const others = this.#namesakes.get(first)
    return others ? narrowed([first, ...others], plant) : [first]
  }

  /** `P1/KEY`: the fact of that plant, whoever else has the key. */
  #inPlant(name: string): readonly FactState[] {
    const slash = name.indexOf('/')
    if (slash < 1) return none
    const plant = name.slice(0, slash)
    const first = this.#byKey.get(name.slice(slash + 1))
    return first ? [first, ...(this.#namesakes.get(first) ?? none)].filter((fact) => fact.plant === plant) : none
  }

  /** What the value of a header stands for, however it is written there. */
  inHeader(value: string, plant = ''): Attribution {
    for (const reading of value === '' ? [] : headerReadings(value)) {
      const attribution = this.named([reading], plant)
      if (attribution.facts.length > 0) return attribution
    }
    return { facts: [], level: 'none' }
  }

  /** By name alone; empty when no name is known. `plant`: the one that the names were said about, where that is known. */
  named(names: readonly string[], plant = ''): Attribution {
    const [first] = names
    const only = names.length === 1 && first !== undefined ? this.#ofKey(first, plant) : none
    if (only.length === 1) return { facts: only, level: 'exact' }
    const facts = new Set<FactState>()
    let level: AttributionLevel = 'exact'
    for (const name of names) {
      const root = withoutPart(name)
      const exact = [() => this.#ofKey(name, plant), () => this.#ofKey(root, plant), () => this.#carriedBy(name)]
      const known = firstSome(exact)
      if (known.length > 0) {
        if (known.length > 1) level = 'group'
        for (const fact of known) facts.add(fact)
        continue
      }
      const published = this.#byPublication.get(name) ?? this.#byPublication.get(root)
      const all = published ?? this.#byTransformed.get(name) ?? this.#byTransformed.get(root)
      if (!all) continue
      const candidates = narrowed(all, plant)
      if (!published && level !== 'group') level = candidates.length > 1 ? 'group' : 'template'
      for (const candidate of candidates) facts.add(candidate)
    }
    return facts.size === 0 ? { facts: [], level: 'none' } : { facts: [...facts], level }
  }

  byIdentities({ references, idempotencyKey, correlation }: Identities, plant = ''): Attribution {
    const byReference = this.named(references, plant)
    if (byReference.facts.length > 0) return byReference
    const byKey = this.inHeader(idempotencyKey, plant)
    return byKey.facts.length > 0 ? byKey : this.inHeader(correlation, plant)
  }

  /** For a posting without a known name: the only fact of its place with its quantities, or all that have them, or all of the place. */
  byDimensions(posting: Pick<Posting, 'lines' | 'writes' | 'plant' | 'system'>): Attribution {
    const [line] = posting.lines
    if (!line) return this.#byContent(posting)
    const ofPlace = this.#places
      .at(line.at.measure.name, { ...line.dims, plant: posting.plant }, line.at.measure.by)
      .filter((fact) => fact.expect.some(({ at }) => at.system === posting.system))
    const equal = ofPlace.filter((fact) => obligesJust(fact, posting))
    if (equal.length === 1) return { facts: equal, level: 'dimensions' }
    if (equal.length > 1) return { facts: equal, level: 'group' }
    if (ofPlace.length > 0) return { facts: ofPlace, level: 'group' }
    // A fact may be about one thing and oblige another (an inspection is about a lot, and moves stock of an item): told by its quantities.
    const obliging = this.#places.obliging(line.at).filter((fact) => obligesJust(fact, posting))
    if (obliging.length === 1) return { facts: obliging, level: 'dimensions' }
    return isOneThing(obliging) ? { facts: obliging, level: 'group' } : { facts: [], level: 'none' }
  }

  /**
   * Each write without a name stands for the fact of its version that obliges its content there, if it says one; else for the newest that
   * the target can have heard of; or for all that oblige something there.
   */
  #byContent({ writes }: Pick<Posting, 'writes'>): Attribution {
    const facts = new Set<FactState>()
    let level: AttributionLevel = 'dimensions'
    for (const write of writes.filter(({ derived }) => !derived)) {
      const { system, entity } = write.entity
      const obliging = (this.#byState.get(`${system} ${entity}`) ?? []).flatMap((fact) =>
        fact.offered ? fact.states.filter((state) => state.group === write.group).map((state) => ({ fact, state })) : [],
      )
      const alike = obliging.filter(({ state }) => writesState(write, state))
      const ofVersion = alike.filter(({ state }) => write.version !== undefined && state.version === write.version)
      const heard = alike.filter(({ fact }) => fact.exposedFirst !== undefined)
      const equal = [ofVersion, heard].find(({ length }) => length > 0) ?? alike
      const highest = equal.reduce((most, { state }) => Math.max(most, state.version ?? 0), 0)
      const newest = equal.filter(({ state }) => (state.version ?? 0) === highest)
      const meant = newest.length > 0 ? newest : obliging
      if (meant.length > 1 || newest.length === 0) level = 'group'
      for (const { fact } of meant) facts.add(fact)
    }
    return facts.size === 0 ? { facts: [], level: 'none' } : { facts: [...facts], level }
  }

  /** The only fact of its place that has the first of these quantities, before it is a posting. */
  byLines(lines: readonly { readonly measure: MeasureName; readonly dims: Dims; readonly quantity: Quantity }[]): readonly FactState[] {
    const [line] = lines
    if (!line) return []
    const matches = this.#places
      .at(line.measure, line.dims, Object.keys(line.dims))
      .filter((fact) => fact.expect.some(({ at, quantity }) => at.measure.name === line.measure && quantity === line.quantity))
    return matches.length === 1 ? matches : []
  }
}

const none: readonly FactState[] = []

/** Of facts that have one name, those of the plant; all of them, where it has none of them or nobody knows it. */
function narrowed(facts: readonly FactState[], plant: string): readonly FactState[] {
  if (plant === '' || facts.length === 1) return facts
  const ofPlant = facts.filter((fact) => fact.plant === plant)
  return ofPlant.length > 0 ? ofPlant : facts
}

function firstSome(looks: readonly (() => readonly FactState[])[]): readonly FactState[] {
  for (const look of looks) {
    const found = look()
    if (found.length > 0) return found
  }
  return none
}

/** They share a thing: whichever of them it was posted for, it is the thing of all of them. */
function isOneThing([first, ...others]: readonly FactState[]): boolean {
  return first?.expect.some(({ at }) => at.shared && others.every(({ expect }) => expect.some((each) => each.at === at))) ?? false
}

/** What the fact obliges in the posting's system is just what the posting has; what that names beyond the obligation does not matter. */
function obligesJust(fact: FactState, { system, lines }: Pick<Posting, 'lines' | 'system'>): boolean {
  const obliged = new Map<NetGroup, Quantity>()
  for (const { at, quantity } of fact.expect) if (at.system === system) obliged.set(at, addQuantities(obliged.get(at) ?? '0', quantity))
  for (const [at, quantity] of obliged) {
    if (quantity === '0') continue
    let sum: Quantity = '0'
    for (const line of lines) {
      const summed = { measure: line.at.measure.name, dims: line.dims }
      if (line.at === at || belongsTo(at, summed, system)) sum = addQuantities(sum, line.quantity)
    }
    if (sum !== quantity) return false
  }
  return obliged.size > 0
}
