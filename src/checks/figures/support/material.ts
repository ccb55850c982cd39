import type { LotKey } from '../../../domain/lots.js'
import type { SystemName } from '../../../domain/names.js'
import { addQuantities, subtractQuantities, type Quantity } from '../../../domain/quantity.js'
import type { FactState } from '../../../journal/evidence-types.js'
import type { NetGroup } from '../../../journal/net-groups.js'
import { playing } from '../../../journal/parts.js'
import { WordMap } from '../../support/index.js'
import type { Facts } from './facts.js'
import { decidedFor, isHeldIn } from './lots.js'

/** What the shop floor may use of an item in a plant. */
export interface Usable {
  /** By what it was told. */
  readonly is: Quantity
  /** By what it should have been told: behind a perfect integration. */
  readonly should: Quantity
  /** Of lots on hold. */
  readonly held: Quantity
  /** Facts that it was not told of. */
  readonly undone: readonly FactState[]
}

interface Lot extends LotKey {
  is: Quantity
  should: Quantity
  readonly undone: FactState[]
}

/** What the shop floor may use, lot by lot. */
export class Material {
  readonly #facts: Facts
  readonly #floor: SystemName | undefined
  readonly #lots = new WordMap<Lot>()

  constructor(facts: Facts) {
    this.#facts = facts
    const { header, facts: all, postings } = facts.evidence
    this.#floor = playing(header.words, 'floor')
    for (const { plant, item, lot, quantity } of header.plan.master.available ?? []) this.#add({ plant, item, lot }, quantity, 'both')
    for (const { lines, cid } of postings) {
      for (const { at, quantity } of lines) {
        const change = this.#changeBy(at, quantity)
        if (change !== undefined) this.#add(keyOf(at), change, isTaken(at) || cid === 0 ? 'both' : 'is')
      }
    }
    for (const fact of all.values()) {
      if (fact.must !== 'POST' || !facts.isShown(fact)) continue
      for (const { at, quantity } of fact.expect) {
        const change = isTaken(at) ? undefined : this.#changeBy(at, quantity)
        if (change === undefined) continue
        this.#add(keyOf(at), change, 'should')
        if (facts.evidence.shortagesOf(fact).some((short) => short.at === at)) this.#of(keyOf(at)).undone.push(fact)
      }
    }
  }

  of(plant: string, item: string): Usable {
    const { evidence } = this.#facts
    const lots = this.#lots.made.filter((lot) => lot.plant === plant && lot.item === item)
    const sum = (own: readonly Lot[], name: 'is' | 'should'): Quantity => own.reduce((total, lot) => addQuantities(total, lot[name]), '0')
    const floor = this.#floor
    const isHeld = (lot: Lot): boolean => floor !== undefined && isHeldIn(evidence, floor, lot)
    const decisionOn = (lot: Lot): ReturnType<typeof decidedFor> => (floor === undefined ? undefined : decidedFor(evidence, floor, lot))
    const shouldBeHeld = (lot: Lot): boolean => {
      const decided = decisionOn(lot)
      return decided === undefined ? isHeld(lot) : decided.isHeld
    }
    return {
      is: sum(
        lots.filter((lot) => !isHeld(lot)),
        'is',
      ),
      should: sum(
        lots.filter((lot) => !shouldBeHeld(lot)),
        'should',
      ),
      held: sum(lots.filter(isHeld), 'is'),
      undone: lots.flatMap((lot) => {
        const decided = isHeld(lot) && !shouldBeHeld(lot) ? decisionOn(lot) : undefined
        return decided ? [...lot.undone, decided.fact] : lot.undone
      }),
    }
  }

  /** What of an item may be used more, or less, on the shop floor; nothing where something else is counted. */
  #changeBy({ system, measure, dims }: NetGroup, quantity: Quantity): Quantity | undefined {
    if (system !== this.#floor || measure.moves !== 0 || measure.unit !== 'item' || dims['item'] === undefined) return undefined
    return measure.by.includes('order') ? subtractQuantities('0', quantity) : quantity
  }

  #of({ plant, item, lot }: LotKey): Lot {
    return this.#lots.getOr([plant, item, lot], () => ({ plant, item, lot, is: '0', should: '0', undone: [] }))
  }

  #add(key: LotKey, quantity: Quantity, to: 'is' | 'should' | 'both'): void {
    const lot = this.#of(key)
    if (to !== 'should') lot.is = addQuantities(lot.is, quantity)
    if (to !== 'is') lot.should = addQuantities(lot.should, quantity)
  }
}

/** It counts what was taken, and not what may be. */
function isTaken({ measure }: NetGroup): boolean {
  return measure.by.includes('order')
}

function keyOf({ dims }: NetGroup): LotKey {
  const { plant = '', item = '', lot = '' } = dims
  return { plant, item, lot }
}
