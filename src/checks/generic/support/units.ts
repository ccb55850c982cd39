import type { Item } from '../../../domain/master.js'
import type { Dims } from '../../../domain/names.js'
import { absoluteQuantity, compareQuantities, multiplyQuantities, subtractQuantities, type Quantity } from '../../../domain/quantity.js'
import { exactInBaseUnit, isKept, postingTolerance } from '../../../domain/units.js'
import { flowOf } from '../../../flows/index.js'
import type { FactState, PostingLine } from '../../../journal/evidence-types.js'
import type { Evidence } from '../../../journal/evidence.js'
import type { FactRecord, JournalRecord } from '../../../journal/records.js'
import { OrderBook } from '../../production/support/orders.js'
import { isFinal, WordMap } from '../../support/index.js'

/** One quantity as a source wrote it into a payload, in whatever unit it used. */
export interface SourceQuantity {
  readonly measure: string
  readonly quantity: Quantity
  readonly unit: string
  /** For material; reported quantities are of the order's item. */
  readonly item?: string
}

/** Every quantity of a payload, as its flow reads it. */
function sourceQuantities({ flows, payload }: FactRecord): readonly SourceQuantity[] {
  // Each flow knows the payloads that it is given.
  return flows.flatMap((flow) => flowOf(flow)?.sent?.(payload as never) ?? [])
}

/** Master data by name, and the reported quantities in whose posting a conversion or a rounding is involved. */
export class Units {
  readonly hears = ['fact'] as const
  readonly items: ReadonlyMap<string, Item>
  readonly #orders: OrderBook
  readonly #sources = new Map<string, readonly SourceQuantity[]>()
  #postings: WordMap<{ count: number }> | undefined

  constructor(readonly evidence: Evidence) {
    const { master } = evidence.header.plan
    this.items = new Map(master.items.map((item) => [item.id, item]))
    this.#orders = new OrderBook(master)
  }

  on(record: JournalRecord): void {
    if (record.kind !== 'fact') return
    const converted = sourceQuantities(record).filter((source) => {
      const item = this.itemOf(record.plant, record.dims, source.item)
      if (!item || source.quantity === '0') return false
      return source.unit !== item.baseUnit || item.decimals > 0 || !isKept(source.quantity, item.decimals)
    })
    if (converted.length > 0) this.#sources.set(record.eid, converted)
  }

  itemOf(plant: string | undefined, { order }: Dims, item: string | undefined): Item | undefined {
    return this.items.get(item ?? this.#orders.find(plant, order)?.item ?? '')
  }

  itemOfLine({ at, dims }: PostingLine): Item | undefined {
    return at.measure.unit === 'none' ? undefined : this.itemOf(dims['plant'], dims, at.measure.unit === 'item' ? dims['item'] : undefined)
  }

  sourcesOf(fact: FactState): readonly SourceQuantity[] {
    return this.#sources.get(fact.eid) ?? []
  }

  /** The last posting of a routing step may carry the residue of all that were rounded before it. */
  postingsUpTo(fact: FactState): number {
    if (!isFinal(fact)) return 1
    const placeOf = ({ dims: { order = '', routingStep = '' } }: FactState): string[] => [order, routingStep]
    if (!this.#postings) {
      this.#postings = new WordMap()
      for (const each of this.evidence.facts.values()) this.#postings.getOr(placeOf(each), () => ({ count: 0 })).count += 1
    }
    return this.#postings.get(placeOf(fact))?.count ?? 1
  }
}

/** The one that listens, for whoever asks about the same journal. */
export function unitsOf(evidence: Evidence): Units {
  const known = all.get(evidence)
  if (known) return known
  const units = new Units(evidence)
  all.set(evidence, units)
  return units
}

const all = new WeakMap<Evidence, Units>()

/** What a document of the fact has is what it reported, within rounding; undefined where the item has no such unit. */
export function isAsReported(units: Units, fact: FactState, source: SourceQuantity, item: Item, actual: Quantity): boolean | undefined {
  const expected = exactInBaseUnit(item, source.quantity, source.unit)
  if (expected === undefined) return undefined
  const tolerance = multiplyQuantities(postingTolerance(item.decimals), String(units.postingsUpTo(fact)))
  return compareQuantities(absoluteQuantity(subtractQuantities(actual, expected)), tolerance) <= 0
}

/** The target did not pass on the unit in which it was told, but made another of it. */
export function isConverted({ sent }: PostingLine, { unit }: SourceQuantity, { baseUnit }: Item): boolean {
  return (sent?.unit ?? baseUnit) !== unit
}
