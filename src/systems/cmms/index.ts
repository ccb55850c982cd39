import type { SystemKind } from '../contract.js'
import { defineSystem } from '../define.js'
import { operations } from './operations.js'
import { details, schemas } from './schemas.js'
import { Cmms } from './state.js'

/** The simulated CMMS: machines, and what maintenance is told of their stops. */
export const cmmsSystem: SystemKind = defineSystem<Cmms>({
  words: { name: 'cmms', title: 'CMMS: machines, and notifications of their stops', short: 'CMMS', books: true },
  url: { variable: 'MFGSYNC_CMMS_URL', path: '' },
  heading: 'mfgsync simulated CMMS',
  description: 'Maintenance: which machine is at which work centre, and which stops it was told of.',
  operations,
  schemas,
  details,
  lookUp: 'look it up by reference, or send the same Idempotency-Key again, before you tell it anew.',
  open: (_settings, opening) => new Cmms(opening),
  snapshot: (cmms) => cmms.snapshot(),
})
