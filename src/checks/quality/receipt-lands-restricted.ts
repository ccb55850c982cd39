import type { Check } from '../contract.js'
import { atEnd, judgeTitled } from '../support/index.js'

/** Number 40: corrected afterwards is too late, it could have been used meanwhile. */
export const receiptLandsRestricted: Check = {
  number: 40,
  name: 'receipt-lands-restricted',
  class: 'S',
  title: 'What has to be inspected is received into restricted stock.',
  provenBy: ['M14'],
  begin: atEnd((scene) => judgeTitled(scene, 'receipt-lands-restricted')),
}
