import type { FaultKind } from './contract.js'
import { milliseconds, numberIn, settingsSchema } from './settings.js'

const schema = settingsSchema({
  ms_max: milliseconds('How long the delivery is held at most, if no later one of its sequence key is acknowledged.', 2_000, 1),
})

/** P8. Whether a later fact of the key is acknowledged while this one waits depends on the target, so it may fire. */
export const overtake: FaultKind = {
  name: 'overtake',
  point: 'P8',
  title: 'The delivery is overtaken by a later one of the same sequence key.',
  settings: schema,
  directions: ['delivery'],
  firing: 'may',
  needs: () => ['reorder'],
  moment: () => 'deliver',
  eligible: (message) => message.direction === 'delivery' && message.ended === undefined,
  disturb: (settings) => ({ do: 'overtaken', ms_max: numberIn(schema, settings, 'ms_max') }),
}
