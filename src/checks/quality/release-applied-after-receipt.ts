import type { Check } from '../contract.js'
import { atEnd, judgeTitled } from '../support/index.js'

/** Number 42: a decision may overtake its receipt on the way. It waits; what never comes of it is lost, and the affair of number 8. */
export const releaseAppliedAfterReceipt: Check = {
  number: 42,
  name: 'release-applied-after-receipt',
  class: 'L',
  title: 'A lot is released where it has been received, and not before.',
  provenBy: [],
  begin: atEnd((scene) => judgeTitled(scene, 'release-applied-after-receipt')),
}
