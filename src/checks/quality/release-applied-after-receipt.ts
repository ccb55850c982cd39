import type { Check } from '../contract.js'
import { atEnd, judgeWaiting } from '../support/index.js'

/**
 * Number 42: a decision may overtake its receipt on the way. It waits, or goes to people, and is posted once the receipt is there; what is
 * forgotten is number 8's.
 */
export const releaseAppliedAfterReceipt: Check = {
  number: 42,
  name: 'release-applied-after-receipt',
  class: 'L',
  covers: ['lot-status'],
  title: 'A lot is released where it has been received, and not before.',
  provenBy: ['M115'],
  begin: atEnd((scene) => judgeWaiting(scene, 'release-applied-after-receipt')),
}
