import { object } from '../schema-parts.js'
import type { Subject } from './contract.js'

/** The system itself, with all that is in it. */
export const system: Subject = {
  name: 'system',
  on: object('The whole system: there is nothing to choose.', {}),
  choose: () => [{ settings: {} }],
}
