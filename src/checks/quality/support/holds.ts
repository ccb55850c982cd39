import { valueText } from '../../../domain/effect.js'
import type { Dims, SystemName } from '../../../domain/names.js'
import type { FactState, StateExpectation } from '../../../journal/evidence-types.js'
import type { Evidence } from '../../../journal/evidence.js'
import { WordMap } from '../../support/index.js'

/** A time for which a lot was held. */
export interface Hold {
  readonly by: FactState
  /** The fact that ended it, if one did. */
  readonly until: FactState | undefined
  /** Systems that have to be told. */
  readonly systems: ReadonlySet<SystemName>
}

/** The group of a lot's states that says whether it may be used, and the value that says no. */
const restriction = { group: 'restriction', held: 'held' } as const

/** Holds of lots, by what the facts oblige: whoever says that a lot is held, and whoever says later that it is free again. */
export class Holds {
  readonly #byLot = new WordMap<Hold[]>()

  constructor(evidence: Evidence) {
    for (const fact of evidence.facts.values()) {
      const states =
        fact.must === 'REJECT' ? [] : fact.states.filter(({ group, entity }) => group === restriction.group && isLot(entity.dims))
      const [first] = states
      if (first) this.#take(fact, first, new Set(states.map(({ entity }) => entity.system)))
    }
  }

  get size(): number {
    return this.#byLot.made.length
  }

  of({ plant = '', item = '', lot = '' }: Dims): readonly Hold[] {
    return this.#byLot.get([plant, item, lot]) ?? []
  }

  #take(fact: FactState, state: StateExpectation, systems: ReadonlySet<SystemName>): void {
    const { plant = '', item = '', lot = '' } = state.entity.dims
    const holds = this.#byLot.getOr([plant, item, lot], () => [])
    if (valueText(state.after) === restriction.held) holds.push({ by: fact, until: undefined, systems })
    else for (const [at, hold] of holds.entries()) if (!hold.until) holds[at] = { ...hold, until: fact }
  }
}

function isLot({ item, lot }: Dims): boolean {
  return item !== undefined && lot !== undefined
}
