import { dimensionsKey, type EffectMeasure, type QuantityEffect } from '../domain/effect.js'
import { addQuantities, negateQuantity, type Quantity } from '../domain/quantity.js'

/** What effects are summed by: one object for each distinct key, so that sums can stand in arrays and nobody takes keys apart. */
export interface Dimension {
  /** From 0, without a gap: an index into sums. */
  readonly id: number
  readonly key: string
  readonly system: string
  readonly measure: EffectMeasure
  readonly plant: string
  readonly order: string
  /** Empty for what moves stock: its key has no operation. */
  readonly operation: string
  /** Item, lot, location and stock type are empty for what does not move stock. */
  readonly item: string
  readonly lot: string
  readonly location: string
  readonly stockType: string
}

const stockTypes = ['', 'unrestricted', 'quality', 'blocked']

type Dimensioned = Pick<QuantityEffect, 'measure' | 'plant' | 'order' | 'operation' | 'item' | 'lot' | 'location' | 'stockType'>

export function movesStock(measure: string): boolean {
  return measure === 'issue' || measure === 'receipt' || measure === 'transfer'
}

/** Every dimension of a journal, each once. */
export class DimensionTable {
  readonly all: Dimension[] = []
  readonly #byKey = new Map<string, Dimension>()

  /** Stock types are few: one copy of each. */
  #shared(stockType: string): string {
    return stockTypes.find((each) => each === stockType) ?? stockType
  }

  of(effect: Dimensioned, system: string): Dimension {
    const key = dimensionsKey(effect, system)
    const known = this.#byKey.get(key)
    if (known) return known
    const stock = movesStock(effect.measure)
    const dimension: Dimension = {
      id: this.all.length,
      key,
      system,
      measure: effect.measure,
      plant: effect.plant,
      order: effect.order ?? '',
      operation: stock ? '' : (effect.operation ?? ''),
      item: stock ? (effect.item ?? '') : '',
      lot: stock ? (effect.lot ?? '') : '',
      location: stock ? (effect.location ?? '') : '',
      stockType: stock ? this.#shared(effect.stockType ?? '') : '',
    }
    this.#byKey.set(key, dimension)
    this.all.push(dimension)
    return dimension
  }
}

/** True if the effect has this dimension; saves building its key. */
export function hasDimension(at: Dimension, effect: Dimensioned, system: string): boolean {
  if (at.measure !== effect.measure || at.order !== (effect.order ?? '') || at.plant !== effect.plant || at.system !== system) return false
  if (!movesStock(at.measure)) return at.operation === (effect.operation ?? '')
  return (
    at.item === (effect.item ?? '') &&
    at.lot === (effect.lot ?? '') &&
    at.location === (effect.location ?? '') &&
    at.stockType === (effect.stockType ?? '')
  )
}

const placesMax = 6
const scale = 10 ** placesMax
/** A quantity of no more characters keeps exact when it is scaled. */
const charactersMax = 10

/**
 * The quantity in millionths, exactly, or NaN for one that is too long for that. Sums of them are exact as long as they are safe integers:
 * the fast way to see that two sums are equal. Whatever is NaN or unequal is looked at again with exact decimals.
 */
export function millionthsOf(quantity: Quantity): number {
  if (quantity.length > charactersMax) return Number.NaN
  const value = Number(quantity)
  const point = quantity.indexOf('.')
  if (point < 0) return value * scale
  return quantity.length - point - 1 > placesMax ? Number.NaN : Math.round(value * scale)
}

/** A sum that is exact whatever is added: in millionths as long as that can be, then in decimals. */
export class Tally {
  #millionths = 0
  #exact: Quantity | undefined

  add({ quantity, millionths }: { readonly quantity: Quantity; readonly millionths: number }, sign: 1 | -1 = 1): void {
    const sum = this.#millionths + sign * millionths
    if (this.#exact === undefined && Math.abs(sum) <= Number.MAX_SAFE_INTEGER) {
      this.#millionths = sum
      return
    }
    this.#exact = addQuantities(this.quantity, sign > 0 ? quantity : negateQuantity(quantity))
  }

  get quantity(): Quantity {
    return this.#exact ?? quantityOf(this.#millionths)
  }
}

function quantityOf(millionths: number): Quantity {
  if (millionths % scale === 0) return millionths === 0 ? '0' : String(millionths / scale)
  const digits = String(Math.abs(millionths)).padStart(placesMax + 1, '0')
  return `${millionths < 0 ? '-' : ''}${digits.slice(0, -placesMax)}.${digits.slice(-placesMax).replace(/0+$/, '')}`
}

/** Sums in millionths by an index that grows; one that leaves the exact range becomes NaN, and stays it. */
export class Sums {
  #values = new Float64Array(1_024)

  add(index: number, millionths: number): void {
    if (index >= this.#values.length) {
      const larger = new Float64Array(Math.max(index + 1, this.#values.length * 2))
      larger.set(this.#values)
      this.#values = larger
    }
    const sum = (this.#values[index] ?? 0) + millionths
    this.#values[index] = Math.abs(sum) <= Number.MAX_SAFE_INTEGER ? sum : Number.NaN
  }

  of(index: number): number {
    return this.#values[index] ?? 0
  }
}
