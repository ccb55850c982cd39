/** The quality department's holds, and their ends. */
export const holdTypes = { held: 'org.mfgsync.qms.lot.held.v1', released: 'org.mfgsync.qms.lot.released.v1' }

const isOf = (lot) => (fact) => fact.data.plant === lot.plant && fact.data.item === lot.item && fact.data.lot === lot.lot

/**
 * Whether a lot is held, as far as is known here, for something that happened at that instant: what happened before a hold began is not
 * held back by it.
 */
export function heldSince(store, lot, occurredAt) {
  const ended = new Set(
    store
      .ofType(holdTypes.released)
      .filter(isOf(lot))
      .map(({ data }) => data.lifts),
  )
  return store
    .ofType(holdTypes.held)
    .filter(isOf(lot))
    .some(({ data }) => !ended.has(data.hold) && Date.parse(occurredAt) >= Date.parse(data.since))
}
