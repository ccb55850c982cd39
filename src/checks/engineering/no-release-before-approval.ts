import type { Check } from '../contract.js'
import { atEnd, judgeTitled } from '../support/index.js'

/** Number 25: an inactive copy may be written at any time. What counts is what the target had been shown when its call arrived. */
export const noReleaseBeforeApproval: Check = {
  number: 25,
  name: 'no-release-before-approval',
  class: 'S',
  covers: ['approval-gates', 'who-decides'],
  title: 'A revision is active only once its publication is complete and everybody has approved it.',
  provenBy: ['M108'],
  begin: atEnd((scene) => judgeTitled(scene, 'no-release-before-approval')),
}
