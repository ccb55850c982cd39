import type { FaultKind } from './contract.js'
import { milliseconds, numberIn, settingsSchema } from './settings.js'

const schema = settingsSchema({
  ms_max: milliseconds('How long the delivery is held at most, if no later one of its sequence key is acknowledged.', 2_000, 1),
  by: { type: 'string', description: 'A certain fact, which it waits for instead: `QD-000001`.', default: '' },
})

/** P8. Whether a later fact of the key is acknowledged while this one waits depends on the target, so it may fire. */
export const overtake: FaultKind = {
  name: 'overtake',
  point: 'P8',
  title: 'The delivery is overtaken by a later one of the same sequence key, or by a certain one.',
  settings: schema,
  directions: ['delivery'],
  firing: 'may',
  needs: () => ['reorder'],
  moment: () => 'deliver',
  eligible: (message) => message.direction === 'delivery' && message.ended === undefined,
  namesFact: 'by',
  disturb(settings) {
    const { by } = settings
    const ms_max = numberIn(schema, settings, 'ms_max')
    return { do: 'overtaken', ms_max, ...(typeof by === 'string' && by !== '' && { by }) }
  },
}
