import { NotTranslatable } from './postings.js'

/** Things that happen to a lot: in the warehouse, and by decision of quality. */
export const lotTypes = {
  received: 'org.mfgsync.wms.receipt.completed.v1',
  decided: 'org.mfgsync.qms.usage-decision.made.v1',
  held: 'org.mfgsync.qms.lot.held.v1',
  released: 'org.mfgsync.qms.lot.released.v1',
}

/** What a fact says of its lot: a number, or a number with what is known of it. */
export const lotNumber = ({ lot }) => (typeof lot === 'object' && lot !== null ? (lot.lot ?? '') : (lot ?? ''))

const isSame = (one) => (fact) => fact.data.plant === one.plant && fact.data.item === one.item && lotNumber(fact.data) === lotNumber(one)

/**
 * Whether a lot is held, as far as is known here, for something that happened at that instant: what happened before a hold began is not
 * held back by it.
 */
export function isHeld(lot, occurredAt, { store }) {
  if (lotNumber(lot) === '') return false
  const ended = new Set(
    store
      .ofType(lotTypes.released)
      .filter(isSame(lot))
      .map(({ data }) => data.lifts),
  )
  const holds = store.ofType(lotTypes.held).filter(isSame(lot))
  return holds.some(({ data }) => !ended.has(data.hold) && Date.parse(occurredAt) >= Date.parse(data.since))
}

/**
 * Where a lot was received: bin and storage location. Null as long as its receipt is not posted: nothing can be said of stock that is not
 * there yet.
 */
export async function receiptOf(lot, { store, erp, systems, tables }) {
  const receipt = store.ofType(lotTypes.received).find(isSame(lot))
  if (receipt?.state === 'excepted') throw new NotTranslatable(`Its receipt ${receipt.key} is with people.`)
  if (receipt)
    return receipt.state === 'open' ? null : { bin: receipt.data.bin, location: await tables.location(lot.plant, receipt.data.bin) }
  // Somebody else may post receipts: then it lies where the systems say that it does.
  const [inErp, inWms] = [await stockOf(lot, erp), systems.wms && (await stockOf(lot, systems.wms))]
  return inErp ? { bin: inWms?.bin, location: inErp.location } : null
}

async function stockOf(lot, system) {
  const about = new URLSearchParams({ plant: lot.plant, item: lot.item })
  const { status, body } = await system.call('GET', `/stock?${about}`)
  return status === 200 ? body.items.find((row) => row.lot === lotNumber(lot)) : undefined
}

/** The path of a lot in a system; the number alone may be that of another plant's. */
export const lotPath = ({ plant, item, ...rest }, tail = '') =>
  `/lots/${encodeURIComponent(lotNumber(rest))}${tail}?${new URLSearchParams({ item, plant })}`
