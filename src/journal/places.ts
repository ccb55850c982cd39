import type { DimName, Dims, MeasureName } from '../domain/names.js'
import type { FactState } from './evidence-types.js'
import type { NetGroup } from './net-groups.js'
import { append } from '../domain/grouping.js'

/** Facts by what they are about, for postings that carry no known name. */
export class Places {
  /** By the names of the dimensions that they are about: most facts of a journal are about the same ones. */
  readonly #byShape = new Map<string, { readonly names: readonly DimName[]; readonly facts: FactState[] }>()
  /** Made when somebody asks: most targets name their facts. */
  readonly #indexes = new Map<string, { upTo: number; readonly byValues: Map<string, FactState[]> }>()
  readonly #facts: FactState[] = []
  readonly #byGroup = new Map<string, FactState[]>()
  #grouped = 0

  add(fact: FactState): void {
    this.#facts.push(fact)
    const names = Object.keys(fact.dims)
    const shape = names.join()
    const known = this.#byShape.get(shape)
    if (known) known.facts.push(fact)
    else this.#byShape.set(shape, { names, facts: [fact] })
  }

  /** Offered facts, cancellations left out, that oblige the measure and are about these dimensions, as far as these are named in `by`. */
  at(measure: MeasureName, dims: Dims, by: readonly DimName[]): readonly FactState[] {
    const found: FactState[] = []
    for (const [shape, { names, facts }] of this.#byShape) {
      const asked = names.filter((name) => by.includes(name) && dims[name] !== undefined)
      // A plant alone says nothing of what a posting is about.
      if (!asked.some((name) => name !== 'plant')) continue
      const index = this.#indexOf(`${shape}/${asked.join()}`, asked, facts)
      for (const fact of index.get(asked.map((name) => dims[name]).join('|')) ?? []) found.push(fact)
    }
    return found.filter((fact) => fact.offered && fact.reverses === '' && fact.expect.some(({ at }) => at.measure.name === measure))
  }

  /**
   * Offered facts, cancellations left out, that oblige something with just these dimensions, whatever they are about themselves. Which
   * thing it is, a posting need not say.
   */
  obliging(at: NetGroup): readonly FactState[] {
    for (; this.#grouped < this.#facts.length; this.#grouped += 1) {
      const fact = this.#facts[this.#grouped]
      if (fact) for (const key of new Set(fact.expect.map((each) => keyOf(each.at)))) append(this.#byGroup, key, fact)
    }
    return this.#byGroup.get(keyOf(at))?.filter((fact) => fact.offered && fact.reverses === '') ?? []
  }

  #indexOf(key: string, names: readonly DimName[], facts: readonly FactState[]): ReadonlyMap<string, FactState[]> {
    let index = this.#indexes.get(key)
    if (!index) this.#indexes.set(key, (index = { upTo: 0, byValues: new Map() }))
    for (; index.upTo < facts.length; index.upTo += 1) {
      const fact = facts[index.upTo]
      if (!fact) break
      append(index.byValues, names.map((name) => fact.dims[name]).join('|'), fact)
    }
    return index.byValues
  }
}

function keyOf({ system, measure, dims }: NetGroup): string {
  return [system, measure.name, ...measure.by.map((name) => dims[name] ?? '')].join('|')
}
