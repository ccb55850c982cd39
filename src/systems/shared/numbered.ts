import { refusal, refused, type Parameter, type Refused } from '../operation.js'
import { name } from './schema.js'

interface InPlant {
  readonly id: string
  readonly plant: string
}

/** Things with a number of their own in every plant: a number alone names one only where no other plant has it too. */
export class Numbered<T extends { readonly master: InPlant }> {
  readonly #byNumber: Map<string, T[]>

  constructor(
    /** "production order". */
    readonly noun: string,
    all: readonly T[],
  ) {
    this.#byNumber = Map.groupBy(all, (entry) => entry.master.id)
    this.#all = [...all]
  }

  readonly #all: T[]

  get all(): readonly T[] {
    return this.#all
  }

  /** It is there from now on, in place of one of its number and plant; what is returned takes that back. */
  protected put(entry: T): () => void {
    const { id, plant } = entry.master
    const place = (list: T[], old: T | undefined, own: T | undefined): void => {
      const at = old ? list.indexOf(old) : list.length
      list.splice(at, old ? 1 : 0, ...(own ? [own] : []))
    }
    const before = this.in(plant, id)
    const named = this.#byNumber.get(id) ?? []
    this.#byNumber.set(id, named)
    for (const list of [this.#all, named]) place(list, before, entry)
    return () => {
      for (const list of [this.#all, named]) place(list, entry, before)
    }
  }

  /** Whether another plant has the number too. */
  isShared(number: string): boolean {
    return (this.#byNumber.get(number)?.length ?? 0) > 1
  }

  in(plant: string, number: string): T | undefined {
    return this.#byNumber.get(number)?.find((entry) => entry.master.plant === plant)
  }

  /** The one that is meant, or why that cannot be told. */
  find(number: string, plant: string | undefined): T | Refused {
    const all = this.#byNumber.get(number) ?? []
    const found = plant === undefined ? all : all.filter((entry) => entry.master.plant === plant)
    const [first] = found
    if (first && found.length === 1) return first
    if (!first)
      return refused('UNKNOWN_ORDER', `There is no ${this.noun} ${number}${plant === undefined ? '' : ` in plant ${plant}`}.`, {
        order: number,
      })
    const plants = found.map((entry) => entry.master.plant)
    return refused('PLANT_REQUIRED', `There is a ${this.noun} ${number} in ${plants.join(' and in ')}; name the plant.`, {
      order: number,
      plants,
    })
  }
}

export const plantParameter: Parameter = {
  name: 'plant',
  in: 'query',
  schema: name('Plant; may be left out where no other plant has the number.'),
}

export const plantRequired = refusal(
  400,
  ['PLANT_REQUIRED'],
  'The request is not understood, or it names no plant and the number exists in two.',
  'There is a production order 100001 in P1 and in P2; name the plant.',
  { order: '100001', plants: ['P1', 'P2'] },
)

export const unknownOrder = refusal(404, ['UNKNOWN_ORDER'], 'There is no such order.', 'There is no production order 999999.', {
  order: '999999',
})
