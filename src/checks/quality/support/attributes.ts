import type { Claim } from '../../contract.js'

/** What is known of a lot: its supplier's number, its expiry, where it comes from. */
export const lotAttributes: Claim = {
  owner: 'lot-attributes-intact',
  empty: true,
  state: ({ dims: { item, lot } }, group) => item !== undefined && lot !== undefined && group === 'attributes',
}
