import type { FaultKind } from './contract.js'
import { openStatus, openStatusOf } from './settings.js'

/** P4. The system rolls back and answers an error, word for word as `error-after-effect` does: nobody can tell which it was. */
export const errorWithoutEffect: FaultKind = {
  name: 'error-without-effect',
  point: 'P4',
  title: 'The system rolls back what it was to post, and the target is answered a server error.',
  settings: openStatus,
  directions: ['call'],
  firing: 'must',
  needs: () => ['answer'],
  moment: () => 'arrive',
  eligible: (message) => message.direction === 'call' && message.posts && message.served === undefined,
  disturb: (settings) => ({ do: 'roll-back', status: openStatusOf('error-without-effect', settings) }),
}
