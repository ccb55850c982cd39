import { multiplyQuantities, addQuantities, divideQuantities, subtractQuantities, type Quantity } from '../../../domain/quantity.js'
import type { Bom } from '../../../domain/master.js'
import { toBaseUnit } from '../../../domain/units.js'
import type { Evidence } from '../../../journal/evidence.js'
import { playing } from '../../../journal/parts.js'
import { saysLast, type OpenOrder } from './orders.js'

/** What an order still needs of a component, in its base unit. */
export interface Need {
  readonly item: string
  readonly quantity: Quantity
}

const reservation = /^(.*) (\d+(?:\.\d+)?) (\S+) at (.*)$/

/** What is reserved for it, less what was issued to it. */
export function neededBy(evidence: Evidence, open: OpenOrder): readonly Need[] {
  const { order, entity } = open
  const needs = new Map<string, Quantity>()
  const add = (item: string, quantity: Quantity): void => void needs.set(item, addQuantities(needs.get(item) ?? '0', quantity))
  const said = saysLast(entity, 'reservations')
  if (said === undefined) for (const { item, quantity } of demandOf(evidence, open)) add(item, quantity)
  else {
    for (const part of said.split('; ')) {
      const [, item, quantity] = reservation.exec(part) ?? []
      if (item !== undefined && quantity !== undefined) add(item, quantity)
    }
  }
  const ledger = playing(evidence.header.words, 'ledger')
  for (const { lines, system } of evidence.postings) {
    if (system !== ledger) continue
    for (const { at, quantity } of lines) {
      const { item = '', order: id, plant } = at.dims
      const isTaken = at.measure.moves < 0 && at.measure.by.includes('order')
      if (isTaken && id === order.id && plant === order.plant && needs.has(item))
        needs.set(item, subtractQuantities(needs.get(item) ?? '0', quantity))
    }
  }
  return [...needs].flatMap(([item, quantity]) => (quantity === '0' || quantity.startsWith('-') ? [] : [{ item, quantity }]))
}

/** By the bill of material of the opening, of an order that was released before the story begins. */
function demandOf({ header }: Evidence, { order, revision }: OpenOrder): readonly Need[] {
  const { boms, items } = header.plan.master
  const find = (item: string): Bom | undefined =>
    boms.find((bom) => bom.plant === order.plant && bom.item === item && (item !== order.item || bom.revision === revision))
  const exploded = (bom: Bom | undefined, pieces: Quantity, above: readonly string[]): readonly Need[] =>
    (bom?.lines ?? []).flatMap((line): readonly Need[] => {
      const item = items.find(({ id }) => id === line.item)
      if (!item || (line.use ?? 'required') !== 'required' || line.issue === 'none' || above.includes(line.item)) return []
      const quantity = divideQuantities(multiplyQuantities(pieces, line.rate), bom?.baseQuantity ?? '1', 12)
      if (item.kind === 'phantom') return exploded(find(item.id), quantity, [...above, item.id])
      const inBase = toBaseUnit(item, quantity, line.unit)
      return inBase === undefined ? [] : [{ item: item.id, quantity: inBase }]
    })
  return exploded(find(order.item), order.quantity, [order.item])
}
