import { randomBytes } from 'node:crypto'
import type { Dims } from '../domain/names.js'
import { tokenLetters, tokenLength } from '../domain/run-token.js'
import { flowOf } from '../flows/index.js'
import type { Plan, PlannedFact } from '../scenario/plan.js'

/**
 * A token for one run, five letters and a dash, in front of every business key on the wire: a target whose store outlives a run
 * then never meets a key of an earlier one. It is random on purpose; journals do not contain it.
 */
export function newNamespace(): string {
  let token = ''
  for (const byte of randomBytes(tokenLength)) token += tokenLetters[byte % tokenLetters.length]
  return `${token}-`
}

/** Fields that say how much or which edition, and name nothing: `1` may be all of a quantity, a version and a plan's number. */
const figures = /(quantity|rate|ratio|factor|tolerance|numerator|denominator|version|revision)$/i

/** Takes the token off wherever it stands. */
export function canonicalText(text: string, namespace: string): string {
  return namespace === '' || !text.includes(namespace) ? text : text.replaceAll(namespace, '')
}

type Expectation = PlannedFact['expect'][number]

/** The plan on the wire: order numbers, business keys and what facts are about carry the namespace, whatever field they stand in. */
export function namespacedPlan(plan: Plan, namespace: string): Plan {
  if (namespace === '') return plan
  const renaming = new Renaming(plan, namespace)
  const renamed = <T>(value: T): T => renaming.of(value, '', {}) as T
  return {
    ...plan,
    master: renamed(plan.master),
    facts: plan.facts.map((fact) => renaming.fact(fact)),
    steps: renamed(plan.steps),
    // Addresses stay canonical: faults see messages as the journal does. What they make a system do names things as the wire does.
    faults: plan.faults.map((fault) => ({ ...fault, settings: renamed(fault.settings) })),
  }
}

/** Other words for dimensions, as flows have them. */
type OtherWords = Readonly<Record<string, string>>

class Renaming {
  readonly #names: ReadonlyMap<string, string>
  readonly #parts: ReadonlyMap<string, ReadonlySet<string>>

  constructor(
    plan: Plan,
    private readonly namespace: string,
  ) {
    this.#parts = partsOf(plan)
    this.#names = namesOf(plan, namespace)
  }

  /** `key`: the field that the value stands in. */
  of(value: unknown, key: string, words: OtherWords): unknown {
    if (typeof value === 'string') return this.#text(value, key, words)
    if (Array.isArray(value)) return value.map((entry) => this.of(entry, key, words))
    if (value === null || typeof value !== 'object') return value
    return Object.fromEntries(Object.entries(value).map(([name, entry]) => [name, this.of(entry, name, words)]))
  }

  fact(fact: PlannedFact): PlannedFact {
    const { payload, expect, ...rest } = fact
    const words = Object.assign({}, ...fact.flows.map(wordsOf)) as OtherWords
    return {
      ...(this.of(rest, '', {}) as typeof rest),
      payload: this.of(payload, '', words) as typeof payload,
      expect: expect.map((effect) => this.#expectation(effect)),
    }
  }

  #expectation(effect: Expectation): Expectation {
    const renamed = this.of(effect, '', {}) as Expectation
    if (effect.what !== 'count' || renamed.what !== 'count' || effect.identity !== JSON.stringify(Object.values(effect.dims)))
      return renamed
    return { ...renamed, identity: JSON.stringify(Object.values(renamed.dims)) }
  }

  #text(text: string, key: string, words: OtherWords): string {
    if (this.#parts.get(words[key] ?? key)?.has(text)) return this.namespace + text
    return figures.test(key) ? text : withNamespace(text, this.#names)
  }
}

const wordsOf = (flow: string): OtherWords => flowOf(flow)?.names ?? {}

/** What a plan is about: its facts, and the states that they oblige. */
function aboutOf({ facts }: Plan): readonly { readonly entity: string; readonly dims: Dims }[] {
  return facts.flatMap(({ entity, dims, expect }) => [{ entity, dims }, ...expect.flatMap((each) => (each.what === 'state' ? [each] : []))])
}

const numberOf = (entity: string): string => entity.slice(entity.indexOf('/') + 1)

/** What belongs to an item, and is a name only with it: `C9/LOT-7`, `FG-100/C`. */
interface Part {
  readonly item: string
  /** The dimension that it is in. */
  readonly dimension: string
  /** Its own name; empty where it is what no name is needed for: the stock of an item without lots. */
  readonly name: string
}

function partOf(entity: string, dims: Dims): Part | undefined {
  const { item } = dims
  if (item === undefined) return undefined
  const others = [...Object.entries(dims).filter(([dimension]) => dimension !== 'plant' && dimension !== 'item'), ['', ''] as const]
  const found = others.find(([, name]) => numberOf(entity) === `${item}/${name}`)
  return found && { item, dimension: found[0], name: found[1] }
}

/**
 * By dimension, what is called by a name that only its item makes whole. It may be a single letter, which says something else in another
 * field: it is a name in a field that is called as the dimension is, and in those that a flow calls otherwise.
 */
function partsOf(plan: Plan): ReadonlyMap<string, ReadonlySet<string>> {
  const parts = new Map<string, Set<string>>()
  for (const { entity, dims } of aboutOf(plan)) {
    const part = partOf(entity, dims)
    if (part && part.name !== '') parts.set(part.dimension, (parts.get(part.dimension) ?? new Set()).add(part.name))
  }
  return parts
}

/**
 * Everything that a target could remember of one run and meet again in the next, and how it is called on the wire. A plant has no state to
 * remember: targets are set up for it by name.
 */
function namesOf(plan: Plan, namespace: string): ReadonlyMap<string, string> {
  const names = new Set(plan.master.orders.map((order) => order.id))
  const eids = new Set(plan.facts.map(({ eid }) => eid))
  const parts = new Map<string, Part>()
  for (const { entity, dims } of aboutOf(plan)) {
    const part = partOf(entity, dims)
    // `order:P1/100001`: the number is what a target would meet again.
    if (part) parts.set(numberOf(entity), part)
    else names.add(numberOf(entity))
  }
  for (const fact of plan.facts) {
    names.add(fact.businessKey)
    // The key in the id of a fact is one already, and may have slashes.
    for (const id of [fact.physId, fact.partOf ?? fact.physId]) if (!eids.has(id)) names.add(numberOf(id))
  }
  for (const { id } of plan.master.plants) names.delete(id)
  const named = (name: string): string => (names.has(name) ? namespace + name : name)
  const whole = ({ item, name }: Part): string => `${named(item)}/${name === '' ? '' : namespace}${name}`
  return new Map([...[...parts].map(([id, part]) => [id, whole(part)] as const), ...[...names].map((name) => [name, named(name)] as const)])
}

/** A name as it is on the wire; in an id that ends with one, the name alone is another: `order:P1/100001`, `mes:MC-000001`. */
function withNamespace(text: string, names: ReadonlyMap<string, string>): string {
  // What is a name as a whole is one, whatever its end may be.
  const whole = names.get(text)
  if (whole !== undefined) return whole
  for (const { index } of text.matchAll(/[:/]/g)) {
    const name = names.get(text.slice(index + 1))
    if (name !== undefined) return text.slice(0, index + 1) + name
  }
  return text
}
