import type { DimName, Dims, MeasureName } from '../domain/names.js'
import type { FactState } from './evidence-types.js'

/** Facts by what they are about, for postings that carry no known name. */
export class Places {
  /** By the names of the dimensions that they are about: most facts of a journal are about the same ones. */
  readonly #byShape = new Map<string, { readonly names: readonly DimName[]; readonly facts: FactState[] }>()
  /** Made when somebody asks: most targets name their facts. */
  readonly #indexes = new Map<string, { upTo: number; readonly byValues: Map<string, FactState[]> }>()

  add(fact: FactState): void {
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
      found.push(...(index.get(asked.map((name) => dims[name]).join('|')) ?? []))
    }
    return found.filter((fact) => fact.offered && fact.reverses === '' && fact.expect.some(({ at }) => at.measure.name === measure))
  }

  #indexOf(key: string, names: readonly DimName[], facts: readonly FactState[]): ReadonlyMap<string, FactState[]> {
    let index = this.#indexes.get(key)
    if (!index) this.#indexes.set(key, (index = { upTo: 0, byValues: new Map() }))
    for (; index.upTo < facts.length; index.upTo += 1) {
      const fact = facts[index.upTo]
      if (!fact) break
      const values = names.map((name) => fact.dims[name]).join('|')
      const list = index.byValues.get(values)
      if (list) list.push(fact)
      else index.byValues.set(values, [fact])
    }
    return index.byValues
  }
}
