import type { FaultKind } from './contract.js'
import { hasEffect } from './eligible.js'
import { openStatus, openStatusOf } from './settings.js'

/** P4. The system has posted and answers an error all the same, as a gateway does whose backend was too slow. */
export const errorAfterEffect: FaultKind = {
  name: 'error-after-effect',
  point: 'P4',
  title: 'The system posts, and the target is answered a server error.',
  settings: openStatus,
  directions: ['call'],
  firing: 'must',
  needs: () => ['answer'],
  moment: () => 'served',
  eligible: hasEffect,
  disturb: (settings) => ({ do: 'replace-answer', status: openStatusOf('error-after-effect', settings) }),
}
