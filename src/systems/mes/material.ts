import type { Commit, Projection } from '../../domain/ledger.js'
import { lotEntity, restrictionValue, type LotKey } from '../../domain/lots.js'
import type { Available } from '../../domain/master.js'
import { addQuantities, negateQuantity, subtractQuantities, type Quantity } from '../../domain/quantity.js'

/** What the shop floor knows of a lot; of an item without lots, the lot is empty. */
export interface Material extends LotKey {
  readonly available: Quantity
  readonly consumed: Quantity
  readonly held: boolean
}

interface Entry extends LotKey {
  available: Quantity
  consumed: Quantity
  held: boolean
}

/** What may be used on the shop floor: what it was told is available, less what it took, of lots that are not on hold. */
export class MaterialBook implements Projection {
  readonly #entries = new Map<string, Entry>()

  constructor(opening: readonly Available[]) {
    for (const { quantity, ...key } of opening) this.#entry(key).available = quantity
  }

  get all(): readonly Material[] {
    return [...this.#entries.values()].map((entry) => ({ ...entry }))
  }

  of(key: LotKey): Material {
    return this.#entries.get(lotEntity(key)) ?? { ...key, available: '0', consumed: '0', held: false }
  }

  take({ lines = [], states = [] }: Commit): void {
    for (const { measure, dims, quantity } of lines) this.#add(measure, dims, quantity)
    for (const { docKind, group, dims, after } of states)
      if (docKind === 'lot' && group === 'restriction') this.#entry(keyOf(dims)).held = after === restrictionValue(true)
  }

  takeBack({ lines = [], states = [] }: Commit): void {
    for (const { measure, dims, quantity } of lines) this.#add(measure, dims, negateQuantity(quantity))
    for (const { docKind, group, dims, before } of states)
      if (docKind === 'lot' && group === 'restriction') this.#entry(keyOf(dims)).held = before === restrictionValue(true)
  }

  #add(measure: string, dims: Readonly<Record<string, string>>, quantity: Quantity): void {
    const entry = this.#entry(keyOf(dims))
    if (measure === 'available') entry.available = addQuantities(entry.available, quantity)
    if (measure === 'consumed') entry.consumed = addQuantities(entry.consumed, quantity)
  }

  #entry({ plant, item, lot }: LotKey): Entry {
    const entity = lotEntity({ plant, item, lot })
    let entry = this.#entries.get(entity)
    if (!entry) this.#entries.set(entity, (entry = { plant, item, lot, available: '0', consumed: '0', held: false }))
    return entry
  }
}

/** What may be taken of it now. */
export function usableOf({ available, consumed, held }: Material): Quantity {
  return held ? '0' : subtractQuantities(available, consumed)
}

function keyOf({ plant = '', item = '', lot = '' }: Readonly<Record<string, string>>): LotKey {
  return { plant, item, lot }
}
