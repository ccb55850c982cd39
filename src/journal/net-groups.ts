import type { Measure } from '../domain/measures/contract.js'
import type { DimName, Dims, MeasureName, SystemName } from '../domain/names.js'
import { addQuantities, negateQuantity, type Quantity } from '../domain/quantity.js'

/** What effects are summed by: one object for each distinct group, so that sums can stand in arrays and nobody takes keys apart. */
export interface NetGroup {
  /** From 0, without a gap: an index into sums. */
  readonly id: number
  readonly system: SystemName
  readonly measure: Measure
  /** Those of the measure's dimensions that are set. */
  readonly dims: Dims
  /** What makes it one counted thing; empty for everything else. */
  readonly identity: string
  /** Facts oblige this thing, one or more: its sum is nobody's own, and judged over all of them. */
  shared: boolean
}

interface Summed {
  readonly measure: MeasureName
  readonly dims: Dims
  readonly identity?: string
}

/** Every net group of a journal, each once. */
export class NetGroups {
  readonly all: NetGroup[] = []
  readonly #measures: ReadonlyMap<MeasureName, Measure>
  readonly #byKey = new Map<string, NetGroup>()

  constructor(measures: readonly Measure[]) {
    this.#measures = new Map(measures.map((measure) => [measure.name, measure]))
  }

  /** Throws for a measure that the header does not name: the journal contradicts itself. */
  of(effect: Summed, system: SystemName): NetGroup {
    const measure = this.#measures.get(effect.measure)
    if (!measure) throw new Error(`the measure ${effect.measure} is not among the words of the header`)
    let key = `${system}|${effect.measure}`
    for (const name of measure.by) key += `|${effect.dims[name] ?? ''}`
    if (effect.identity !== undefined) key += `|=${effect.identity}`
    const known = this.#byKey.get(key)
    if (known) return known
    const dims: Record<DimName, string> = {}
    for (const name of measure.by) {
      const value = effect.dims[name]
      if (value !== undefined && value !== '') dims[name] = value
    }
    const group: NetGroup = { id: this.all.length, system, measure, dims, identity: effect.identity ?? '', shared: false }
    this.#byKey.set(key, group)
    this.all.push(group)
    return group
  }
}

/** True if the effect belongs to the group; what the group leaves open does not matter. Saves building its key. */
export function belongsTo(at: NetGroup, effect: Summed, system: SystemName): boolean {
  if (at.measure.name !== effect.measure || at.system !== system) return false
  if (at.identity !== '' && effect.identity !== undefined && effect.identity !== at.identity) return false
  for (const name of at.measure.by) {
    const wanted = at.dims[name]
    if (wanted !== undefined && wanted !== effect.dims[name]) return false
  }
  return true
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

  /** NaN once the sum is exact in decimals only. */
  get millionths(): number {
    return this.#exact === undefined ? this.#millionths : Number.NaN
  }

  /** The sum as it is now, which stays. */
  now(): { readonly quantity: Quantity; readonly millionths: number } {
    return this.#exact === undefined ? new InMillionths(this.#millionths) : { quantity: this.#exact, millionths: Number.NaN }
  }
}

/** Put into decimals when somebody reads it. */
class InMillionths {
  constructor(readonly millionths: number) {}

  get quantity(): Quantity {
    return quantityOf(this.millionths)
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
