import type { RandomStream } from '../chance/random.js'
import type { PlannedFact } from './plan.js'
import { selectors } from './steps/index.js'

type Select = (facts: readonly PlannedFact[], burst_ms: number) => readonly PlannedFact[]

/** Kinds of facts that a fault may be put on: those that any fact can be of, and those that steps know. */
const among: Readonly<Record<string, Select>> = {
  all: (facts) => facts,
  ...Object.assign({}, ...selectors.map(({ byName }) => byName)),
  middle: (facts, burst_ms) => facts.filter((fact) => fact.at_ms >= burst_ms / 4 && fact.at_ms <= (burst_ms * 3) / 4),
  late: (facts, burst_ms) => facts.filter((fact) => fact.at_ms >= (burst_ms * 3) / 4),
}

export const amongNames: readonly string[] = Object.keys(among)
export const amongWords = [
  'all of them',
  ...selectors.map(({ words }) => words),
  'those in the middle half or the last quarter of the burst.',
].join('; ')

/** The facts of the burst that are of such a kind. What occurs after it is there to show that everything works again. */
export function amongst(facts: readonly PlannedFact[], name: string, burst_ms: number): readonly PlannedFact[] {
  return (
    among[name]?.(
      facts.filter((fact) => fact.at_ms <= burst_ms),
      burst_ms,
    ) ?? []
  )
}

const places = new WeakMap<PlannedFact, string>()

/** What a fact is about, as one text. */
function placeOf(fact: PlannedFact): string {
  const known = places.get(fact) ?? JSON.stringify(fact.dims)
  places.set(fact, known)
  return known
}

/** Chooses facts so that faults stay out of each other's way: a message on which two faults sit can only suffer one. */
export class Chooser {
  readonly #used = new Set<string>()
  readonly #places = new Set<string>()
  readonly #entities = new Set<string>()

  /** A fault is about this entity as a whole. */
  take(entity: string): void {
    this.#entities.add(entity)
  }

  isTaken(entity: string): boolean {
    return this.#entities.has(entity)
  }

  use(fact: PlannedFact): void {
    this.#used.add(fact.eid)
    this.#places.add(placeOf(fact))
  }

  free(facts: readonly PlannedFact[]): PlannedFact[] {
    return facts.filter((fact) => !this.#used.has(fact.eid))
  }

  /**
   * The least contended first. `apart`: one per place as long as there are enough, as a target may post several facts about one place
   * in one call.
   */
  choose(facts: readonly PlannedFact[], count: number, apart: boolean, random: RandomStream): PlannedFact[] {
    let pool = random.shuffle(facts)
    const chosen: PlannedFact[] = []
    // A choice makes others dearer and none cheaper: once nothing of a cost is left, nothing of it comes again.
    for (let cost = 0; pool.length > 0 && chosen.length < count; cost++) {
      pool = pool.filter((fact) => {
        if (chosen.length >= count || this.#costOf(fact, apart) > cost) return true
        chosen.push(fact)
        this.use(fact)
        return false
      })
    }
    return chosen
  }

  #costOf(fact: PlannedFact, apart: boolean): number {
    return (
      (this.#used.has(fact.eid) ? 4 : 0) +
      (apart && this.#entities.has(fact.entity) ? 2 : 0) +
      (apart && this.#places.has(placeOf(fact)) ? 1 : 0)
    )
  }
}
