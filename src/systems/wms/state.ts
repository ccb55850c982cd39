import { attributesValue, lotEntity, restrictionValue, type LotAttributes, type LotKey } from '../../domain/lots.js'
import { Ledger, type Commit, type Projection } from '../../domain/ledger.js'
import { openingItems, openingStock, type Bin, type Item, type MasterData } from '../../domain/master.js'
import { isZeroQuantity } from '../../domain/quantity.js'
import type { PublishedEvent, SystemSettings } from '../contract.js'
import type { SystemState } from '../operation.js'
import { EventLog } from '../shared/feed.js'
import { unitsOf } from '../shared/engineering.js'
import { ItemBook } from '../shared/items.js'
import { lotState } from '../shared/lots.js'
import { WrittenStates } from '../shared/states.js'

/** First number of each series, less one. */
const seriesStart = { 'stock-status-change': 5_100_000_000, 'warehouse-document': 5_000_000_000 } as const
export type WmsDocument = keyof typeof seriesStart

/** A pallet by its serial shipping container code. */
export interface Pallet extends LotKey {
  readonly sscc: string
  bin: string
  status: 'received' | 'stored' | 'empty'
}

/** A lot as the warehouse has it. */
export interface StoredLot extends LotKey {
  readonly attributes: LotAttributes
}

/** What a lot is from the commits that write to it. */
class Lots implements Projection {
  readonly #held = new Map<string, boolean>()

  isHeld(key: LotKey): boolean {
    return this.#held.get(lotEntity(key)) ?? false
  }

  take({ states = [] }: Commit): void {
    for (const { entity, group, after } of states) if (group === 'restriction') this.#held.set(entity, after === restrictionValue(true))
  }

  takeBack({ states = [] }: Commit): void {
    for (const { entity, group, before } of states) if (group === 'restriction') this.#held.set(entity, before === restrictionValue(true))
  }
}

/** The warehouse in a run: what lies in which bin, of which lot, on which pallet. */
export class Wms implements SystemState {
  readonly ledger: Ledger
  readonly log = new EventLog()
  readonly holds: Lots
  readonly plants: readonly string[]
  readonly units: ReadonlySet<string>
  readonly written: WrittenStates
  readonly bins: readonly Bin[]
  readonly lockedBins = new Set<string>()
  readonly pallets = new Map<string, Pallet>()
  readonly #lots = new Map<string, StoredLot>()
  readonly #items: ItemBook

  constructor(
    readonly settings: SystemSettings,
    opening: MasterData,
  ) {
    const stock = openingStock(opening, 'wms')
    this.ledger = new Ledger(stock)
    this.holds = this.ledger.follow(new Lots())
    this.plants = opening.plants.map(({ id }) => id)
    const items = openingItems(opening, 'wms')
    this.#items = this.ledger.follow(new ItemBook(items))
    this.units = unitsOf(items)
    this.written = this.ledger.follow(new WrittenStates(['attributes', 'restriction']))
    const known = opening.bins ?? []
    const named = stock.map(({ plant, location }) => ({ plant, bin: location }))
    this.bins = [...new Map([...known, ...named].map((bin) => [binKey(bin.plant, bin.bin), bin])).values()]
    for (const { plant, item, lot } of stock) if (lot !== '') this.learn({ plant, item, lot }, {})
    for (const { supplierLot, expiry, origin, ...key } of opening.lots ?? []) this.learn(key, { supplierLot, expiry, origin })
  }

  get items(): ReadonlyMap<string, Item> {
    return this.#items.items
  }

  publish(event: PublishedEvent): void {
    this.log.publish(event)
  }

  /** A number is used up only by what is committed. */
  nextNumber(kind: WmsDocument): string {
    return String(seriesStart[kind] + this.ledger.count(kind).posted + 1)
  }

  knowsBin(plant: string, bin: string): boolean {
    return this.bins.some((each) => each.plant === plant && each.bin === bin)
  }

  isLocked(plant: string, bin: string): boolean {
    return this.lockedBins.has(binKey(plant, bin))
  }

  lot(key: LotKey): StoredLot | undefined {
    return this.#lots.get(lotEntity(key))
  }

  /** Plants that have a lot of the item. */
  plantsWith(item: string, lot: string): readonly string[] {
    return this.plants.filter((plant) => this.lot({ plant, item, lot }) !== undefined)
  }

  /** A lot is there from now on, as it was received. */
  learn(key: LotKey, attributes: LotAttributes): void {
    const known = this.lot(key)?.attributes ?? {}
    this.#lots.set(lotEntity(key), { ...key, attributes: { ...known, ...attributes } })
  }

  /** Writes what is known of a lot, where that is anything. */
  attributesOf(key: LotKey): ReturnType<typeof lotState> {
    return lotState(this.ledger, key, 'attributes', attributesValue(this.lot(key)?.attributes ?? {}))
  }

  /** What a person reconciles: stock by bin that is not zero, lots and their state, pallets, counts of documents. */
  snapshot(): Readonly<Record<string, unknown>> {
    const stock = [...this.ledger.balances()].filter(({ quantity }) => !isZeroQuantity(quantity))
    const place = (balance: (typeof stock)[number]): string =>
      [balance.plant, balance.item, balance.location, balance.stockType, balance.lot].join('|')
    return {
      feed: this.log.snapshot(),
      stock: stock.toSorted((a, b) => (place(a) < place(b) ? -1 : 1)),
      lots: [...this.#lots.values()].map(({ attributes, ...key }) => ({ ...key, ...attributes, held: this.holds.isHeld(key) })),
      pallets: Object.fromEntries([...this.pallets].map(([sscc, { bin, status }]) => [sscc, { bin, status }])),
      locked: [...this.lockedBins],
      ...this.written.shown(this.ledger),
      documents: {
        stockStatusChanges: this.ledger.count('stock-status-change'),
        warehouseDocuments: this.ledger.count('warehouse-document'),
      },
    }
  }
}

export function binKey(plant: string, bin: string): string {
  return JSON.stringify([plant, bin])
}
