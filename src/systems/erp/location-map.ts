import { entityId, type StateEffect } from '../../domain/effect.js'
import type { Commit, Projection } from '../../domain/ledger.js'
import type { LocationMapping } from '../../domain/master.js'

const docKind = 'location-map'

/** Which bins of which warehouse are which storage location: the ERP owns the answer. */
export class LocationMap implements Projection {
  #rows: readonly LocationMapping[]
  readonly #before: (readonly LocationMapping[])[] = []

  constructor(opening: readonly LocationMapping[]) {
    this.#rows = opening
  }

  /** Of every plant or one; within a plant the longest patterns first, as they decide. */
  rows(plant: string | undefined): readonly LocationMapping[] {
    return this.#rows
      .filter((row) => plant === undefined || row.plant === plant)
      .toSorted((a, b) => (a.plant === b.plant ? b.pattern.length - a.pattern.length : a.plant < b.plant ? -1 : 1))
  }

  knows(plant: string, location: string): boolean {
    return this.#rows.some((row) => row.plant === plant && row.location === location)
  }

  /** What maps a bin (or bins by how their names begin) from now on; nothing in `location`: it belongs to none any more. */
  change(plant: string, pattern: string, location: string): StateEffect {
    return {
      what: 'state',
      doc: '',
      docKind,
      plant,
      references: [],
      entity: entityId(docKind, plant, pattern),
      dims: { plant, bin: pattern },
      group: 'location',
      after: location,
    }
  }

  take({ states = [] }: Commit): void {
    for (const { docKind: kind, plant, dims, after } of states) {
      if (kind !== docKind) continue
      const { bin: pattern = '' } = dims
      this.#before.push(this.#rows)
      const others = this.#rows.filter((row) => row.plant !== plant || row.pattern !== pattern)
      this.#rows = after === '' ? others : [...others, { plant, pattern, location: String(after) }]
    }
  }

  takeBack({ states = [] }: Commit): void {
    for (const { docKind: kind } of states) if (kind === docKind) this.#rows = this.#before.pop() ?? this.#rows
  }
}
