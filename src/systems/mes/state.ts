import { Ledger } from '../../domain/ledger.js'
import { entityId, type StateEffect } from '../../domain/effect.js'
import { openingItems, type Item, type MasterData } from '../../domain/master.js'
import type { PublishedEvent, SystemSettings } from '../contract.js'
import type { SystemState } from '../operation.js'
import { EventLog } from '../shared/feed.js'
import { unitsOf } from '../shared/engineering.js'
import { stateWrite, WrittenStates } from '../shared/states.js'
import { EngineeringBook } from './engineering.js'
import { MaterialBook } from './material.js'
import { OrderBook, type DispatchedOrder } from './order-book.js'

/** First number of each series, less one. */
const seriesStart = { availability: 7_000_000_000, consumption: 7_100_000_000 } as const
export type MesDocument = keyof typeof seriesStart

/** The MES in a run: what happened on the shop floor, the orders that were dispatched to it, and what others tell it. */
export class Mes implements SystemState {
  readonly log = new EventLog()
  readonly ledger: Ledger
  readonly orders: OrderBook
  readonly engineering: EngineeringBook
  readonly written: WrittenStates
  readonly plants: readonly string[]
  readonly units: ReadonlySet<string>
  /** By item: its routing steps, as far as its orders tell them. */
  readonly stepsOf: ReadonlyMap<string, ReadonlySet<string>>
  readonly material: MaterialBook

  constructor(
    readonly settings: SystemSettings,
    opening: MasterData,
  ) {
    const { orders } = opening
    const book = new OrderBook(opening)
    this.ledger = new Ledger([], book.all.map(openingRevision))
    this.orders = this.ledger.follow(book)
    this.engineering = this.ledger.follow(new EngineeringBook(opening))
    this.written = this.ledger.follow(new WrittenStates([]))
    this.plants = opening.plants.map(({ id }) => id)
    this.units = unitsOf(openingItems(opening, 'mes'))
    const steps = Map.groupBy(orders, ({ item }) => item)
    this.stepsOf = new Map(
      [...steps].map(([item, made]) => [item, new Set(made.flatMap((order) => order.routingSteps.map(({ id }) => id)))]),
    )
    this.material = this.ledger.follow(new MaterialBook(opening.available ?? []))
  }

  get items(): ReadonlyMap<string, Item> {
    return this.engineering.items
  }

  /** A number is used up only by what is committed. */
  nextNumber(kind: MesDocument): string {
    return String(seriesStart[kind] + this.ledger.count(kind).posted + 1)
  }

  publish(published: PublishedEvent): void {
    this.log.publish(published)
  }

  entityOf({ master }: DispatchedOrder): string {
    return entityId('order', master.plant, master.id)
  }

  /** The revision that an order is made by now. */
  revisionOf(order: DispatchedOrder): string {
    return this.engineering.revisions.get(this.entityOf(order)) ?? order.master.revision
  }

  /** An order is made by a revision from now on; nothing where it is already. `derived`: the shop floor found that out itself. */
  revisionWrite(order: DispatchedOrder, revision: string, references: readonly string[], derived: boolean): StateEffect | undefined {
    const { plant, id } = order.master
    const about = { docKind: 'order', entity: this.entityOf(order), dims: { plant, order: id }, references, derived }
    return stateWrite(this.ledger, about, 'revision', revision)
  }

  /** What a person reconciles: material that may be used, counts of documents. */
  materialData(): Readonly<Record<string, unknown>> {
    const material = this.material.all
    if (material.length === 0) return {}
    const documents = { availability: this.ledger.count('availability'), consumptions: this.ledger.count('consumption') }
    return { material, documents }
  }
}

function openingRevision({ master }: DispatchedOrder): StateEffect {
  const { plant, id: order, revision } = master
  const entity = entityId('order', plant, order)
  return {
    what: 'state',
    doc: '',
    docKind: 'order',
    plant,
    references: [],
    entity,
    dims: { plant, order },
    group: 'revision',
    after: revision,
  }
}
