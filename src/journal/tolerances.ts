import {
  absoluteQuantity,
  addQuantities,
  compareQuantities,
  divideQuantities,
  multiplyQuantities,
  type Quantity,
} from '../domain/quantity.js'
import { isKept, postingTolerance } from '../domain/units.js'
import type { Expectation, FactState, Scope } from './evidence-types.js'
import type { JournalPlan } from './header.js'
import type { NetGroup } from './net-groups.js'
import { isPart, Residues } from './residues.js'

/** What is known of an item's rounding. */
interface Kept {
  readonly decimals: number
  /** A conversion or a rate of it cannot be kept exactly. */
  readonly inexact: boolean
}

/** Places to which the share of a component is worked out. */
const sharePlaces = 12

/**
 * How far sums may be off because systems round: half a unit in the last place per posting, where a conversion or a rate cannot be kept
 * exactly, or what was reported itself cannot; else nothing.
 */
export class Tolerances {
  readonly #items: ReadonlyMap<string, Kept>
  /** By plant, then by order. */
  readonly #itemOfOrder = new Map<string, Map<string, string>>()
  readonly #anyInexact: boolean
  /** Groups in which a fact reported decimals that are not kept: how far off one posting may be. */
  readonly #ofGroup = new Map<NetGroup, Quantity>()
  readonly #residues: Residues

  constructor({ master }: JournalPlan, isExcepted: (fact: FactState) => boolean) {
    const decimalsOf = new Map(master.items.map((item) => [item.id, item.decimals]))
    const inexact = new Set<string>()
    for (const item of master.items) {
      if (item.conversions.some((conversion) => conversion.denominator !== '1')) inexact.add(item.id)
    }
    for (const { item: made, lines } of master.boms) {
      // What goes with the least of it that is kept has to be kept as well.
      const least = smallest(decimalsOf.get(made) ?? 0)
      for (const line of lines) {
        const item = master.items.find((candidate) => candidate.id === line.item)
        const isExact = line.unit === item?.baseUnit && isKept(multiplyQuantities(line.rate, least), item.decimals)
        if (!isExact) inexact.add(line.item)
      }
    }
    this.#items = new Map(master.items.map(({ id, decimals }) => [id, { decimals, inexact: inexact.has(id) }]))
    this.#anyInexact = inexact.size > 0
    for (const { plant, id, item } of master.orders) {
      const ofPlant = this.#itemOfOrder.get(plant)
      if (ofPlant) ofPlant.set(id, item)
      else this.#itemOfOrder.set(plant, new Map([[id, item]]))
    }
    this.#residues = new Residues(isExcepted)
  }

  /** Takes in what a fact obliges. Most of it is whole. */
  learn(fact: FactState): void {
    const { expect } = fact
    this.#residues.add(fact)
    if (!expect.some(({ quantity }) => quantity.includes('.'))) return
    const tooFine = expect.filter((expected) => {
      const item = this.#itemOf(expected.at)
      return item !== undefined && !isKept(expected.quantity, item.decimals)
    })
    for (const { at } of tooFine) this.#allow(at, this.#halfUnit(at))
    const made = tooFine.filter(({ at }) => at.measure.unit === 'order-item')
    const [one] = made
    if (!one) return
    // What goes with a quantity that is rounded is off by its share of that, besides its own rounding.
    const most = expect.reduce((sum, each) => (each.at.measure.unit === 'order-item' ? larger(sum, each.quantity) : sum), '0')
    const off = multiplyQuantities(this.#halfUnit(one.at), String(made.length))
    for (const { at, quantity } of expect) {
      if (at.measure.unit !== 'item' || most === '0') continue
      const share = divideQuantities(multiplyQuantities(absoluteQuantity(quantity), off), most, sharePlaces)
      this.#allow(at, addQuantities(this.#halfUnit(at), share))
    }
  }

  /** Tolerance of a sum over so many postings. */
  of(at: NetGroup, postings: number): Quantity {
    if (at.measure.unit === 'none' || (!this.#anyInexact && this.#ofGroup.size === 0)) return '0'
    const item = this.#itemOf(at)
    const one = this.#ofGroup.get(at) ?? (item?.inexact === true ? postingTolerance(item.decimals) : undefined)
    return one === undefined ? '0' : multiplyQuantities(one, String(Math.max(1, postings)))
  }

  /**
   * True if a target that carries over what rounding left has settled it with the postings of the scope: what was posted of the group
   * until then is what was reported until then, to less than a unit in the last place. Without postings: at the end.
   */
  settles(at: NetGroup, scope: Scope): boolean {
    const half = this.of(at, 1)
    return half !== '0' && this.#residues.settles(at, scope, multiplyQuantities(half, '2'))
  }

  /** True if nothing of the fact is a whole unit, and postings of others have carried it over, or still may: no whole unit is missing. */
  carries(fact: FactState): boolean {
    const owed = fact.expect.filter(({ quantity }) => quantity !== '0')
    return (
      fact.exposedFirst !== undefined &&
      owed.length > 0 &&
      owed.every((expected) => this.#isPart(expected) && this.settles(expected.at, { facts: [fact], postings: [] }))
    )
  }

  #isPart({ at, quantity }: Expectation): boolean {
    return this.#itemOf(at) !== undefined && isPart(quantity, multiplyQuantities(this.#halfUnit(at), '2'))
  }

  #allow(at: NetGroup, quantity: Quantity): void {
    this.#ofGroup.set(at, larger(this.#ofGroup.get(at) ?? '0', quantity))
  }

  #halfUnit(at: NetGroup): Quantity {
    return postingTolerance(this.#itemOf(at)?.decimals ?? 0)
  }

  #itemOf({ measure, dims }: NetGroup): Kept | undefined {
    if (measure.unit === 'none') return undefined
    const item = measure.unit === 'item' ? dims['item'] : this.#itemOfOrder.get(dims['plant'] ?? '')?.get(dims['order'] ?? '')
    return item === undefined ? undefined : this.#items.get(item)
  }
}

/** A unit in the last place. */
function smallest(decimals: number): Quantity {
  return decimals === 0 ? '1' : `0.${'1'.padStart(decimals, '0')}`
}

function larger(a: Quantity, b: Quantity): Quantity {
  const [one, other] = [absoluteQuantity(a), absoluteQuantity(b)]
  return compareQuantities(one, other) < 0 ? other : one
}
