import { localDate } from '../domain/business-date.js'
import { entityId } from '../domain/effect.js'
import { grouped } from '../domain/grouping.js'
import type { Item, MasterData, ProductionOrder } from '../domain/master.js'
import type { Dims, FlowName, SystemName } from '../domain/names.js'
import { negateQuantity, parseQuantity, type Quantity } from '../domain/quantity.js'
import { exactInBaseUnit } from '../domain/units.js'
import type { ExpectedEffect } from '../domain/fact.js'
import type { CommandWorld, Expectation, PayloadSchema } from './contract.js'

/** An amount as a source reports it. */
export interface Measured {
  readonly quantity: number
  readonly unit: string
}

/** What every payload about a production order says. */
export interface OrderPayload {
  readonly plant: string
  readonly order: string
  readonly operation: string
  readonly sequence: number
  readonly occurredAt: string
}

const text = (description: string): PayloadSchema => ({ type: 'string', description })

/** The schema of an object that has all of these properties. */
export function recordSchema(description: string, properties: Readonly<Record<string, PayloadSchema>>): PayloadSchema {
  return { type: 'object', description, required: Object.keys(properties), properties }
}

/** Of an amount; what may stand beside it may also be left out. */
export function measuredSchema(description: string, more: Readonly<Record<string, PayloadSchema>> = {}): PayloadSchema {
  const amount = { quantity: { type: 'number', description: 'Quantity.' }, unit: text('Unit.') }
  return { ...recordSchema(description, amount), properties: { ...amount, ...more } }
}

/** Schema of a payload about a production order: its business key first, what is its own between place and time. */
export function orderSchema(description: string, key: string, own: Readonly<Record<string, PayloadSchema>>): PayloadSchema {
  return recordSchema(description, {
    [key]: text('Business key.'),
    plant: text('Plant.'),
    order: text('Production order.'),
    operation: text('Operation of its routing.'),
    sequence: { type: 'integer', minimum: 1, description: 'Position among the facts of the order.' },
    ...own,
    occurredAt: { type: 'string', format: 'date-time', description: 'When it happened.' },
  })
}

/** What a fact about a step of an order is about. */
export function aboutOrder({ plant, order, operation }: OrderPayload): { plant: string; entity: string; dims: Dims } {
  return { plant, entity: entityId('order', plant, order), dims: { plant, order, routingStep: operation } }
}

const ordersByNumber = grouped((order: ProductionOrder) => order.id)
const itemsByNumber = grouped((item: Item) => item.id)

/** Throws for an order that is not there: planned payloads are ours, and so is the mistake. */
export function orderOf({ plant, order: id }: OrderPayload, master: MasterData): ProductionOrder {
  const order = ordersByNumber(master.orders, id).find((candidate) => candidate.plant === plant)
  if (!order) throw new Error(`The production order ${id} of plant ${plant} is not in the master data.`)
  return order
}

/** A number of a payload, exact; throws for what is none. */
export function exact({ quantity, unit }: Measured): { readonly quantity: Quantity; readonly unit: string } {
  const parsed = parseQuantity(quantity)
  if (parsed === undefined) throw new Error(`The payload says ${String(quantity)}, which is no quantity.`)
  return { quantity: parsed, unit }
}

/** In the item's base unit, as exact as it was reported: what a system makes of decimals that it does not keep, is judged within bounds. */
export function toBase(master: MasterData, itemId: string, value: Measured): Quantity {
  const [item] = itemsByNumber(master.items, itemId)
  const quantity = item ? exactInBaseUnit(item, exact(value).quantity, value.unit) : undefined
  if (quantity === undefined) throw new Error(`The item ${itemId} is not known in ${value.unit}.`)
  return quantity
}

/** What every posting of a fact in a system says: when its business day was, and what it stands for. */
export function postingOf(
  { zoneIn }: Pick<CommandWorld, 'zoneIn'>,
  system: SystemName,
  { businessKey, occurredAt, plant }: { readonly businessKey: string; readonly occurredAt: string; readonly plant: string },
): { readonly postingDate: string; readonly reference: string } {
  return { postingDate: localDate(occurredAt, zoneIn(system, plant) ?? 'UTC'), reference: businessKey }
}

/** The opposite of what a flow obliged of another fact; a state has none. */
export function negated(effects: readonly ExpectedEffect[], name: FlowName): readonly Expectation[] {
  return effects.flatMap(({ flow, ...effect }): Expectation[] => {
    if (flow !== name || effect.what === 'state') return []
    if (effect.what === 'quantity') return [{ ...effect, quantity: negateQuantity(effect.quantity) }]
    return [{ ...effect, count: effect.count === 1 ? -1 : 1 }]
  })
}
