import type { ExpectedEffect, Fact } from './fact.js'
import { append } from './grouping.js'

/** What is looked at to see which facts share their obligations. */
type Obliging = Pick<Fact, 'eid' | 'physId' | 'must' | 'expect' | 'supersedes'>

/**
 * Which facts of a plan oblige the same thing, so that whatever is posted for one of them is posted for all: reports of one physical
 * event, facts that name one counted thing, and facts that say one state (the messages of a publication, say).
 */
export class Sharing<T extends Obliging> {
  readonly #byEvent = new Map<string, T[]>()
  readonly #byThing = new Map<string, T[]>()
  readonly #newer = new Map<string, T[]>()

  constructor(facts: readonly T[]) {
    for (const fact of facts) {
      append(this.#byEvent, fact.physId, fact)
      for (const thing of new Set(fact.expect.map(thingOf))) if (thing !== '') append(this.#byThing, thing, fact)
      // What has to be rejected says nothing anew.
      if (fact.must !== 'REJECT') for (const eid of fact.supersedes ?? []) append(this.#newer, eid, fact)
    }
  }

  /** All reports of the fact's event, itself among them. */
  ofEvent({ physId }: Obliging): readonly T[] {
    return this.#byEvent.get(physId) ?? []
  }

  /** Facts that share this effect of the fact, itself among them. */
  of(fact: Obliging, effect: ExpectedEffect): readonly T[] {
    return [...new Set([...this.ofEvent(fact), ...(this.#byThing.get(thingOf(effect)) ?? [])])]
  }

  /** Facts that say anew what is a state of this one: who knows them need not write its own any more. */
  newerThan({ eid }: Obliging): readonly T[] {
    return this.#newer.get(eid) ?? []
  }
}

/** A name for what facts may share; empty for what each of them obliges on its own. */
function thingOf(effect: ExpectedEffect): string {
  const { system } = effect
  if (effect.what !== 'state') {
    const { measure, identity, dims } = effect
    const amount = effect.what === 'count' ? effect.count : effect.quantity
    return identity === undefined ? '' : JSON.stringify([system, measure, identity, amount, dims['plant'] ?? ''])
  }
  const { entity, group, version, after, active, effective } = effect
  const value = typeof after === 'string' ? after : [after.digest]
  return JSON.stringify([system, entity, group, version, value, active, effective?.from, effective?.to])
}
