import type { Commit, DraftLine, Projection } from '../../domain/ledger.js'
import type { Item, PurchaseOrderLine } from '../../domain/master.js'
import { delivery } from '../../domain/measures/stock.js'
import {
  addQuantities,
  compareQuantities,
  isZeroQuantity,
  multiplyQuantities,
  negateQuantity,
  type Quantity,
} from '../../domain/quantity.js'
import { toBaseUnit } from '../../domain/units.js'

/** A line of a purchase order, and what came of it. */
export interface OrderedLine {
  readonly master: PurchaseOrderLine
  /** In the base unit of the item. */
  readonly ordered: Quantity
  received: Quantity
}

/** What was ordered, and what receipts against it add up to, net of reversals. */
export class PurchaseOrders implements Projection {
  readonly all: readonly OrderedLine[]

  constructor(lines: readonly PurchaseOrderLine[], items: ReadonlyMap<string, Item>) {
    this.all = lines.map((master) => {
      const item = items.get(master.item)
      return { master, ordered: (item && toBaseUnit(item, master.quantity, master.unit)) ?? master.quantity, received: '0' }
    })
  }

  /** The lines of an order that a receipt of the item in the plant may mean. */
  lines(purchaseOrder: string, line: string | undefined, plant: string, item: string): readonly OrderedLine[] {
    return this.all.filter(
      ({ master }) =>
        master.purchaseOrder === purchaseOrder &&
        master.plant === plant &&
        master.item === item &&
        (line === undefined || master.line === line),
    )
  }

  take({ lines = [] }: Commit): void {
    for (const line of lines) this.#add(line, line.quantity)
  }

  takeBack({ lines = [] }: Commit): void {
    for (const line of lines) this.#add(line, negateQuantity(line.quantity))
  }

  #add({ measure, dims: { plant, purchaseOrder, purchaseOrderLine } }: DraftLine, quantity: Quantity): void {
    if (measure !== delivery.name) return
    const found = this.all.find(
      ({ master }) => master.purchaseOrder === purchaseOrder && master.line === purchaseOrderLine && master.plant === plant,
    )
    if (found) found.received = addQuantities(found.received, quantity)
  }
}

/** The most that may be received of a line. */
export function mostOf({ ordered, master: { overTolerance = '0' } }: OrderedLine): Quantity {
  return addQuantities(ordered, multiplyQuantities(ordered, overTolerance))
}

export function statusOf({ ordered, received }: OrderedLine): 'open' | 'partly' | 'complete' {
  if (compareQuantities(received, ordered) >= 0) return 'complete'
  return isZeroQuantity(received) ? 'open' : 'partly'
}
