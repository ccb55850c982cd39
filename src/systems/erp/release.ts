import { setValue } from '../../domain/content.js'
import type { Effect, StateEffect } from '../../domain/effect.js'
import { addQuantities, multiplyQuantities, type Quantity } from '../../domain/quantity.js'
import { toBaseUnit } from '../../domain/units.js'
import { refused, type Refused } from '../operation.js'
import { stateWrite } from '../shared/states.js'
import type { BomState, Content, Reservation } from './engineering-book.js'
import { orderChange, type OrderState } from './order-book.js'
import type { Erp } from './state.js'

/** What an order of a revision needs: each component that is a demand, once per routing step. */
function reservationsOf({ books }: Erp, { master }: OrderState, revision: string, date: string | undefined): readonly Reservation[] {
  const { engineering } = books
  const needed = new Map<string, Reservation>()
  for (const line of engineering.componentsOf(master.plant, master.item, revision, date)) {
    const item = engineering.items.get(line.item)
    if (!item || (line.use ?? 'required') !== 'required' || line.issue === 'none') continue
    const quantity = toBaseUnit(item, multiplyQuantities(master.quantity, line.rate), line.unit)
    if (quantity === undefined) continue
    const key = JSON.stringify([line.item, line.routingStep])
    const sum: Quantity = addQuantities(needed.get(key)?.quantity ?? '0', quantity)
    needed.set(key, { item: line.item, quantity: sum, unit: item.baseUnit, routingStep: line.routingStep })
  }
  return [...needed.values()]
}

/** The states in which an order follows a revision, and what they are of. `own`: somebody said so; else the system worked it out. */
export function followRevision(
  erp: Erp,
  order: OrderState,
  revision: string,
  date: string | undefined,
  own?: StateEffect,
): { readonly states: readonly StateEffect[]; readonly contents: ReadonlyMap<Effect, Content> } {
  const { plant, id } = order.master
  const reservations = reservationsOf(erp, order, revision, date)
  const text = reservations.map(({ item, quantity, unit, routingStep }) => `${item} ${quantity} ${unit} at ${routingStep}`)
  const about = { docKind: 'order', entity: order.entity, dims: { plant, order: id }, references: [], derived: true, doc: own?.doc ?? '' }
  const reserved = stateWrite(erp.ledger, about, 'reservations', setValue(text))
  const chosen = own ?? (order.revision === revision ? undefined : orderChange(order, 'revision', revision, true))
  const contents = new Map<Effect, Content>(reserved ? [[reserved, { reservationsOf: order.entity, reservations }]] : [])
  return { states: [chosen, reserved].filter((state) => state !== undefined), contents }
}

/** The bill of material that an order takes which is released on a day of its plant; nothing where nobody says since when any holds. */
function revisionOn({ books }: Erp, { master }: OrderState, date: string): BomState | Refused | undefined {
  const { engineering } = books
  if (!engineering.hasEffectivity) return undefined
  const { id, plant, item } = master
  const found = engineering.activeOn(plant, item, date)
  if (found) return found
  return refused(
    'NO_ACTIVE_BOM',
    `Order ${id} cannot be released: plant ${plant} has no bill of material of ${item} that holds on ${date}.`,
    { order: id, plant, item },
  )
}

/** Releases an order on a day of its plant: it takes the revision that holds then, and reserves what that needs. */
export function release(erp: Erp, order: OrderState, date: string): readonly Effect[] | Refused {
  const bom = revisionOn(erp, order, date)
  if (bom && 'refused' in bom) return bom
  const followed = bom ? followRevision(erp, order, bom.revision, date) : { states: [], contents: new Map<Effect, Content>() }
  const states = [...followed.states, orderChange(order, 'status', 'released')]
  erp.ledger.commit({ states, contents: followed.contents })
  return states
}
