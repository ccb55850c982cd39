import { businessDate } from './business-date.js'

/** Thrown for a fact that cannot be translated: no repetition will change that, so people must see it. */
export class NotTranslatable extends Error {}

/** Thrown for a fact that people have to make possible first: they must see it, and once they have done so it goes on. */
export class NotYet extends Error {}

/** Which ERP collection takes the facts of an event type. */
const collections = {
  'org.mfgsync.mes.confirmation.reported.v1': '/confirmations',
  'org.mfgsync.mes.material.consumed.v1': '/goods-movements',
  'org.mfgsync.mes.confirmation.reversed.v1': '/confirmations',
}

/** True for a fact that cancels another one. */
export const isReversal = (fact) => fact.type === 'org.mfgsync.mes.confirmation.reversed.v1'

/**
 * The ERP collection that a fact is posted to, and looked up in.
 *
 * @throws {NotTranslatable} for a type that this integration does not know
 */
export function collectionOf(fact) {
  const collection = collections[fact.type]
  if (!collection) throw new NotTranslatable(`Events of type "${fact.type}" are not known here.`)
  return collection
}

/**
 * The body of the posting, with dates and without names (reference, key): those are the caller's affair.
 *
 * @param {object} fact as the store holds it
 * @param {{plantZones: Map<string, string>, defaultZone: string}} settings
 * @throws {NotTranslatable}
 */
export function bodyOf(fact, settings) {
  collectionOf(fact)
  const { data } = fact
  const dates = dated(fact, settings)
  if (isReversal(fact)) return { ...dates, ...(data.reason && { reason: String(data.reason) }) }
  if (fact.type === 'org.mfgsync.mes.material.consumed.v1') return consumption(data, dates)
  return confirmation(data, dates)
}

function confirmation(data, dates) {
  const { plant, order, operation, kind } = wanted(data, ['plant', 'order', 'operation', 'kind'])
  return {
    plant,
    order,
    operation,
    kind,
    yield: quantityOf(data.yield, 'yield'),
    ...(isSome(data.scrap) && { scrap: scrapOf(data.scrap) }),
    ...(isSome(data.rework) && { rework: quantityOf(data.rework, 'rework') }),
    ...(data.serials?.length > 0 && { serials: data.serials }),
    ...dates,
  }
}

function consumption(data, dates) {
  const { plant, item, location, order, operation } = wanted(data, ['plant', 'item', 'location', 'order', 'operation'])
  return {
    type: 'issue',
    plant,
    item,
    location,
    order,
    operation,
    quantity: quantityOf({ quantity: data.quantity, unit: data.unit }, 'quantity'),
    ...(data.lot && { lot: data.lot }),
    ...dates,
  }
}

/** Posted on the day it happened, by the ERP's time zone, unless that day's period is closed; the document keeps the true date. */
function dated(fact, { plantZones, defaultZone }) {
  const { plant, occurredAt } = wanted(fact.data, ['plant', 'occurredAt'])
  if (Number.isNaN(Date.parse(occurredAt))) throw new NotTranslatable(`occurredAt is "${occurredAt}": expected an ISO 8601 instant.`)
  const happened = businessDate(occurredAt, plantZones.get(plant) ?? defaultZone)
  return { postingDate: fact.postingDate ?? happened, documentDate: happened }
}

/** The same, in the zone that the ERP dates by. */
export async function datesOf(fact, context) {
  const { plant } = wanted(fact.data, ['plant'])
  return dated(fact, { ...context.settings, plantZones: new Map([[plant, await context.parts.zoneOf(plant, context)]]) })
}

/** Texts that a fact must have. */
export function wanted(data, names) {
  const missing = names.filter((name) => typeof data[name] !== 'string' || data[name] === '')
  if (missing.length > 0) throw new NotTranslatable(`The fact lacks ${missing.join(', ')}.`)
  return data
}

/** A missing quantity is never 0, and a missing unit is never pieces. */
export function quantityOf(value, name) {
  const quantity = value?.quantity
  const unit = value?.unit
  if (!isNumber(quantity) || typeof unit !== 'string' || unit === '') {
    throw new NotTranslatable(`${name} needs a quantity and a unit; it is ${JSON.stringify(value) ?? 'missing'}.`)
  }
  return { quantity, unit }
}

function scrapOf(value) {
  return { ...quantityOf(value, 'scrap'), ...(value.reason && { reason: value.reason }) }
}

// Decimal strings are quantities too.
const isNumber = (value) =>
  typeof value === 'string' ? value.trim() !== '' && Number.isFinite(Number(value)) : typeof value === 'number' && Number.isFinite(value)

const isSome = (value) => value !== undefined && value !== null && Number(value.quantity) !== 0
