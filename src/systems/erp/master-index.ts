import {
  openingItems,
  openingStock,
  type Bom,
  type BomLine,
  type Item,
  type MasterData,
  type Plant,
  type ProductionOrder,
} from '../../domain/master.js'

/** Components that a confirmation of one routing step issues by itself. */
export type BackflushLines = readonly { readonly line: BomLine; readonly item: Item }[]

/** Master data of the ERP, found by key. Throws when it contradicts itself, so that no posting has to. */
export class MasterIndex {
  readonly plants: ReadonlyMap<string, Plant>
  readonly items: ReadonlyMap<string, Item>
  readonly #boms = new Map<string, Bom>()
  readonly #locations = new Set<string>()
  readonly #backflush = new Map<string, BackflushLines>()

  constructor(readonly master: MasterData) {
    this.plants = new Map(master.plants.map((plant) => [plant.id, plant]))
    this.items = new Map(openingItems(master, 'erp').map((item) => [item.id, item]))
    for (const bom of master.boms) this.#addBom(bom)
    for (const order of master.orders) this.#addOrder(order)
    for (const balance of openingStock(master, 'erp')) this.#locations.add(locationKey(balance.plant, balance.location))
  }

  knowsLocation(plant: string, location: string): boolean {
    return this.#locations.has(locationKey(plant, location))
  }

  /** What a confirmation of the routing step issues by backflush. */
  backflush(order: ProductionOrder, step: string): BackflushLines {
    const key = `${bomKey(order.item, order.plant, order.revision)}|${step}`
    const known = this.#backflush.get(key)
    if (known) return known
    const lines: { line: BomLine; item: Item }[] = []
    for (const line of this.#boms.get(bomKey(order.item, order.plant, order.revision))?.lines ?? []) {
      const item = this.items.get(line.item)
      if (item && line.issue === 'backflush' && line.routingStep === step) lines.push({ line, item })
    }
    this.#backflush.set(key, lines)
    return lines
  }

  /** Where the bill of material takes a component from: at this step, else at any. */
  componentLocation(order: ProductionOrder, step: string, item: string): string | undefined {
    const lines = this.#boms.get(bomKey(order.item, order.plant, order.revision))?.lines ?? []
    const own = lines.find((line) => line.item === item && line.routingStep === step)
    return (own ?? lines.find((line) => line.item === item))?.location
  }

  /** Routing steps that the bill of material of the order assigns a component to. */
  stepsUsing({ item: made, plant, revision }: ProductionOrder, item: string): readonly string[] {
    const lines = this.#boms.get(bomKey(made, plant, revision))?.lines ?? []
    return [...new Set(lines.flatMap((line) => (line.item === item ? line.routingStep : [])))]
  }

  bomsOf(item: string, plant: string | undefined): readonly Bom[] {
    return this.master.boms.filter((bom) => bom.item === item && (plant === undefined || bom.plant === plant))
  }

  #addBom(bom: Bom): void {
    this.#boms.set(bomKey(bom.item, bom.plant, bom.revision), bom)
    for (const line of bom.lines) {
      const item = this.items.get(line.item)
      if (!item) throw new Error(`The bill of material of ${bom.item} names item ${line.item}, which is not in the master data.`)
      if (line.unit !== item.baseUnit && !item.conversions.some((conversion) => conversion.unit === line.unit)) {
        throw new Error(`The bill of material of ${bom.item} names ${line.item} in ${line.unit}, a unit that the item does not know.`)
      }
      if (item.lotManaged && line.issue === 'backflush')
        throw new Error(`The bill of material of ${bom.item} backflushes ${line.item}, which is kept in lots: no posting could name one.`)
      this.#locations.add(locationKey(bom.plant, line.location))
    }
  }

  #addOrder(order: ProductionOrder): void {
    if (!this.plants.has(order.plant)) throw new Error(`Order ${order.id} names plant ${order.plant}, which is not in the master data.`)
    if (!this.items.has(order.item)) throw new Error(`Order ${order.id} names item ${order.item}, which is not in the master data.`)
    this.#locations.add(locationKey(order.plant, order.receiptLocation))
  }
}

function bomKey(item: string, plant: string, revision: string): string {
  return `${item}|${plant}|${revision}`
}

function locationKey(plant: string, location: string): string {
  return `${plant}|${location}`
}
