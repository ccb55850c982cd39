import { lotDims, lotEntity } from '../domain/lots.js'
import { locationOfBin, openingItems, type Item, type LocationMapping, type MasterData } from '../domain/master.js'
import type { Dims } from '../domain/names.js'
import { subtractQuantities, type Quantity } from '../domain/quantity.js'
import type { CommandWorld, FactInView, FactsInView, PayloadSchema } from './contract.js'
import { toBase } from './payload.js'

// What facts of the warehouse and of quality have in common.

export const erp = 'erp'
export const mes = 'mes'
export const wms = 'wms'

export const types = {
  receipt: 'org.mfgsync.wms.receipt.completed.v1',
  putAway: 'org.mfgsync.wms.putaway.completed.v1',
  pick: 'org.mfgsync.wms.pick.completed.v1',
  transfer: 'org.mfgsync.wms.transfer.completed.v1',
  count: 'org.mfgsync.wms.count.completed.v1',
  logged: 'org.mfgsync.wms.inventory-change.logged.v1',
  decision: 'org.mfgsync.qms.usage-decision.made.v1',
  held: 'org.mfgsync.qms.lot.held.v1',
  released: 'org.mfgsync.qms.lot.released.v1',
  item: 'org.mfgsync.plm.item.released.v1',
} as const

/** Payload of `org.mfgsync.wms.receipt.completed.v1`. */
export interface ReceiptPayload {
  readonly receipt: string
  readonly plant: string
  readonly purchaseOrder: string
  readonly line: string
  readonly vendor: string
  readonly sscc: readonly string[]
  readonly item: string
  /** `lot` is empty for an item that is not kept in lots; there is nothing else then. */
  readonly lot: { readonly lot: string; readonly supplierLot?: string; readonly expiry?: string; readonly origin?: string }
  readonly quantity: number
  readonly unit: string
  readonly bin: string
  readonly occurredAt: string
}

/** Payload of a put-away, a pick or a transfer. */
export interface MovementPayload {
  readonly number: string
  readonly plant: string
  readonly item: string
  readonly lot: string
  readonly fromBin: string
  readonly toBin: string
  readonly quantity: number
  readonly unit: string
  readonly stockType: string
  /** The production order that it was picked for. */
  readonly order?: string
  readonly occurredAt: string
}

/** Payload of `org.mfgsync.wms.count.completed.v1`. */
export interface CountPayload {
  readonly count: string
  readonly plant: string
  readonly bin: string
  readonly item: string
  readonly lot: string
  readonly countedAt: string
  readonly counted: number
  /** What the warehouse thought it had at that moment. */
  readonly book: number
  readonly unit: string
  readonly occurredAt: string
}

/** What a change log may repeat: by which document, and of which kind that is. */
const causes = ['receipt', 'put-away', 'pick', 'transfer', 'count'] as const
type Cause = (typeof causes)[number]

/** Payload of `org.mfgsync.wms.inventory-change.logged.v1`: what another fact says too, bin by bin. */
export interface LoggedPayload {
  readonly entry: string
  readonly plant: string
  readonly item: string
  readonly lot: string
  readonly bin: string
  /** Signed. */
  readonly change: number
  readonly unit: string
  readonly balanceAfter: number
  readonly causeDocument: string
  readonly cause: Cause
  readonly occurredAt: string
}

/** Payload of `org.mfgsync.qms.usage-decision.made.v1`. */
export interface DecisionPayload {
  readonly decision: string
  readonly plant: string
  readonly item: string
  readonly lot: string
  readonly sequence: number
  readonly accepted: number
  readonly rejected: number
  readonly unit: string
  readonly code: string
  /** The rest stays in quality stock. */
  readonly partial: boolean
  readonly occurredAt: string
}

const text = (description: string): PayloadSchema => ({ type: 'string', description })
const number = (description: string): PayloadSchema => ({ type: 'number', description })

/** The schema of an object that has all of these properties, save those whose names end with a question mark. */
export function payloadOf(description: string, properties: Readonly<Record<string, PayloadSchema>>): PayloadSchema {
  const all = Object.entries(properties)
  return {
    type: 'object',
    description,
    required: all.flatMap(([name]) => (name.endsWith('?') ? [] : name)),
    properties: Object.fromEntries(all.map(([name, schema]) => [name.replace(/\?$/, ''), schema])),
  }
}

export const common = {
  plant: text('Plant.'),
  item: text('Item.'),
  lot: text('Lot; empty for none.'),
  unit: text('Unit.'),
  quantity: number('Quantity.'),
  sequence: { type: 'integer', minimum: 1, description: 'Position among the facts of the lot.' },
  occurredAt: { type: 'string', format: 'date-time', description: 'When it happened.' },
} satisfies Readonly<Record<string, PayloadSchema>>

export const loggedSchema = payloadOf('An entry of the change log of the warehouse: what a receipt, a movement or a count says too.', {
  entry: text('Business key.'),
  plant: common.plant,
  item: common.item,
  lot: common.lot,
  bin: text('Bin.'),
  change: number('What changed there; negative for what left it.'),
  unit: common.unit,
  balanceAfter: number('What lies there after it.'),
  causeDocument: text('Business key of the fact that it repeats.'),
  cause: { enum: causes, description: 'What that is.' },
  occurredAt: common.occurredAt,
})

export function itemOf({ items }: MasterData, id: string): Item {
  const item = items.find((candidate) => candidate.id === id)
  if (!item) throw new Error(`The item ${id} is not in the master data.`)
  return item
}

/** The storage location of a bin, where it has one. */
export function locationOf({ locationMap = [] }: MasterData, plant: string, bin: string): string | undefined {
  return locationOfBin(locationMap, plant, bin)
}

/** The same, as the ERP has it now: it owns the map, and somebody may yet say where a bin belongs. */
export function locationNow(world: CommandWorld, plant: string, bin: string): string | undefined {
  const found = world.read(erp, 'location-map.query', { plant })
  const { items = world.master.locationMap ?? [] } = (found ?? {}) as { readonly items?: readonly LocationMapping[] }
  return locationOfBin(items, plant, bin)
}

/** Without a lot where there is none. */
export function placeDims(plant: string, item: string, lot: string, more: Dims): Dims {
  return { plant, item, ...(lot !== '' && { lot }), ...more }
}

/** What a fact about goods is about: its lot, or, of what is not kept in lots, the item. */
export function aboutLot(plant: string, item: string, lot: string): { plant: string; entity: string; dims: Dims } {
  const key = { plant, item, lot }
  return { plant, entity: lotEntity(key), dims: lot === '' ? { plant, item } : lotDims(key) }
}

/** Facts of a type about a lot. */
export function ofLot<P extends { readonly plant: string; readonly item: string }>(
  facts: FactsInView,
  type: string,
  { plant, item, lot }: { readonly plant: string; readonly item: string; readonly lot: string },
): readonly (FactInView & { readonly payload: P })[] {
  return facts.ofType(type).filter((fact): fact is FactInView & { readonly payload: P } => {
    const { payload } = fact
    return payload['plant'] === plant && payload['item'] === item && numberOf(payload['lot']) === lot
  })
}

/** A receipt says more of its lot than its number. */
function numberOf(lot: unknown): unknown {
  return typeof lot === 'object' && lot !== null && 'lot' in lot ? lot.lot : lot
}

/** The fact that an entry of the change log repeats. */
export function causeOf(type: string, { plant, causeDocument }: LoggedPayload, facts: FactsInView): FactInView {
  const found = facts.ofType(type).find((fact) => fact.businessKey === causeDocument && fact.plant === plant)
  if (!found) throw new Error(`The change log repeats ${causeDocument} of plant ${plant}, which nothing reports.`)
  return found
}

/** Facts that bring an item which the ERP does not have from the start. */
export function itemFacts(facts: FactsInView, master: MasterData, item: string): readonly string[] {
  if (openingItems(master, erp).some(({ id }) => id === item)) return []
  return facts.ofType(types.item).flatMap(({ eid, payload }) => (payload['item'] === item ? eid : []))
}

/** What a count found more or less than the warehouse thought, in the base unit. */
export function differenceOf(master: MasterData, { item, counted, book, unit }: CountPayload): Quantity {
  return subtractQuantities(toBase(master, item, { quantity: counted, unit }), toBase(master, item, { quantity: book, unit }))
}
