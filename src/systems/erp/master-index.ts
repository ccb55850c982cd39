import { openingItems, openingStock, type Bom, type BomLine, type Item, type MasterData, type Plant } from '../../domain/master.js'
import { unitsOf } from '../shared/engineering.js'
import type { EngineeringBook } from './engineering-book.js'
import type { OrderState } from './order-book.js'

/** Components that a confirmation of one routing step issues by itself. */
export type BackflushLines = readonly { readonly line: BomLine; readonly item: Item }[]

/** Master data of the ERP, found by key. Throws when it contradicts itself, so that no posting has to. */
export class MasterIndex {
  readonly plants: ReadonlyMap<string, Plant>
  readonly items: ReadonlyMap<string, Item>
  readonly vendors: ReadonlySet<string>
  readonly units: ReadonlySet<string>
  readonly #engineering: EngineeringBook
  readonly #locations = new Set<string>()
  readonly #steps = new Map<string, Set<string>>()
  readonly #backflush = new Map<string, BackflushLines>()
  /** How many changes of engineering data `#backflush` was worked out after. */
  #known = 0

  constructor(
    readonly master: MasterData,
    engineering: EngineeringBook,
  ) {
    this.#engineering = engineering
    this.plants = new Map(master.plants.map((plant) => [plant.id, plant]))
    this.items = engineering.items
    this.vendors = new Set(master.vendors?.map(({ id }) => id))
    this.units = unitsOf(openingItems(master, 'erp'))
    for (const bom of master.boms) for (const line of bom.lines) this.#locations.add(locationKey(bom.plant, line.location))
    for (const order of master.orders) {
      const { id, plant, item, receiptLocation, routingSteps } = order
      if (!this.plants.has(plant)) throw new Error(`Order ${id} names plant ${plant}, which is not in the master data.`)
      if (!this.items.has(item)) throw new Error(`Order ${id} names item ${item}, which is not in the master data.`)
      this.#locations.add(locationKey(plant, receiptLocation))
      let steps = this.#steps.get(item)
      if (!steps) this.#steps.set(item, (steps = new Set()))
      for (const step of routingSteps) steps.add(step.id)
    }
    for (const { plant, location } of [...openingStock(master, 'erp'), ...(master.locationMap ?? [])])
      this.#locations.add(locationKey(plant, location))
  }

  knowsLocation(plant: string, location: string): boolean {
    return this.#locations.has(locationKey(plant, location))
  }

  /** Routing steps of an item, as far as its orders tell them. */
  stepsOf(item: string): ReadonlySet<string> {
    return this.#steps.get(item) ?? none
  }

  /** What a confirmation of the routing step issues by backflush. */
  backflush(order: OrderState, step: string): BackflushLines {
    if (this.#known !== this.#engineering.changes) this.#backflush.clear()
    this.#known = this.#engineering.changes
    const { item: made, plant } = order.master
    const key = JSON.stringify([made, plant, order.revision, step])
    const known = this.#backflush.get(key)
    if (known) return known
    const lines: { line: BomLine; item: Item }[] = []
    for (const line of this.#linesOf(order)) {
      const item = this.items.get(line.item)
      if (item && line.issue === 'backflush' && line.routingStep === step) lines.push({ line, item })
    }
    this.#backflush.set(key, lines)
    return lines
  }

  /** Where the bill of material takes a component from: at this step, else at any. */
  componentLocation(order: OrderState, step: string, item: string): string | undefined {
    const lines = this.#linesOf(order)
    const own = lines.find((line) => line.item === item && line.routingStep === step)
    return (own ?? lines.find((line) => line.item === item))?.location
  }

  /** Routing steps that the bill of material of the order assigns a component to. */
  stepsUsing(order: OrderState, item: string): readonly string[] {
    return [...new Set(this.#linesOf(order).flatMap((line) => (line.item === item ? line.routingStep : [])))]
  }

  /** The bills of material of an item that were activated, as they are. */
  bomsOf(item: string, plant: string | undefined): readonly Bom[] {
    return this.#engineering
      .ofItem(item)
      .filter((bom) => bom.activated > 0 && (plant === undefined || bom.plant === plant))
      .map(({ groups, plant: at, revision }) => ({ item, plant: at, revision, lines: groups.lines ?? [] }))
  }

  #linesOf({ master, revision }: OrderState): readonly BomLine[] {
    return this.#engineering.componentsOf(master.plant, master.item, revision)
  }
}

const none: ReadonlySet<string> = new Set()

function locationKey(plant: string, location: string): string {
  return `${plant}|${location}`
}
