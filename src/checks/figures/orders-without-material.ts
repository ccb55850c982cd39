import type { FigureRow } from './contract.js'
import type { FigureKind } from './kind.js'
import type { Facts } from './support/facts.js'
import { Material, type Usable } from './support/material.js'
import { neededBy, type Need } from './support/needs.js'
import { openOrders, type OpenOrder } from './support/orders.js'
import { those } from './support/players.js'
import { addQuantities, compareQuantities, subtractQuantities } from '../../domain/quantity.js'
import { cellOf, stockIn, totalOf, unitOf, type Stock } from './support/stock.js'

const reasons = ['by the integration', 'on hold', 'short'] as const

/** Why an order lacks a component; nothing where it does not. */
function reasonOf(need: Need, usable: Usable, restricted: readonly Stock[]): (typeof reasons)[number] | undefined {
  const isEnough = (quantity: string): boolean => compareQuantities(quantity, need.quantity) >= 0
  if (isEnough(usable.is)) return undefined
  if (isEnough(usable.should)) return 'by the integration'
  const locked = totalOf(restricted.map(({ quantity }) => quantity))
  return isEnough(addQuantities(addQuantities(usable.is, usable.held), locked)) ? 'on hold' : 'short'
}

function rowsOf(facts: Facts, open: OpenOrder, material: Material, stock: readonly Stock[]): readonly FigureRow[] {
  const { plant, id } = open.order
  return neededBy(facts.evidence, open).flatMap((need) => {
    const usable = material.of(plant, need.item)
    const restricted = stock.filter((each) => each.plant === plant && each.item === need.item && each.stockType !== 'unrestricted')
    const reason = reasonOf(need, usable, restricted)
    if (reason === undefined) return []
    const unit = unitOf(facts.evidence, need.item)
    const cells = {
      component: need.item,
      needs: cellOf(need.quantity, unit),
      usable: cellOf(usable.is, unit) || `0 ${unit}`.trim(),
      lacks: cellOf(subtractQuantities(need.quantity, usable.is), unit),
      why: reason,
    }
    const about = reason === reasons[0] ? usable.undone : reason === reasons[1] ? restricted.flatMap(({ latest }) => latest) : []
    const records = reason === reasons[1] ? restricted.flatMap((each) => each.records.slice(-3)) : []
    return [{ plant, key: `order ${id}`, cells, ...facts.about([...new Set(about)], records) }]
  })
}

/** Orders that need more of a component than the shop floor may use of it; each by itself, whatever others need of the same. */
export const ordersWithoutMaterial: FigureKind = {
  name: 'orders-without-material',
  title: 'orders blocked for want of material',
  columns: ['component', 'needs', 'usable', 'lacks', 'why'],
  rows(facts) {
    const { evidence } = facts
    // Nobody keeps account of what may be used.
    if (!evidence.header.plan.master.available) return []
    const material = new Material(facts)
    const stock = stockIn(evidence, those(evidence, 'ledger'))
    return openOrders(evidence).flatMap((open) => (open.status === 'created' ? [] : rowsOf(facts, open, material, stock)))
  },
  parts: (rows) => {
    const orders = (own: readonly FigureRow[]): number => new Set(own.map(({ plant, key }) => JSON.stringify([plant, key]))).size
    return [
      { name: 'in all', count: orders(rows) },
      ...reasons.map((name) => ({ name, count: orders(rows.filter(({ cells }) => cells['why'] === name)) })),
    ]
  },
}
