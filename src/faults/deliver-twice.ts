import type { FaultKind } from './contract.js'
import { milliseconds, numberIn, oneOf, settingsSchema, wordIn } from './settings.js'

const identities = ['same-id', 'new-id'] as const
const times = ['acknowledged', 'at-once'] as const
const schema = settingsSchema({
  as: oneOf('Redelivered under the same transport id, or emitted again under a new one; key and data stay.', identities, 'same-id'),
  when: oneOf(
    'Counted from when the first delivery is acknowledged, or from when it is sent (at-once): with no time between them, both are under ' +
      'way together.',
    times,
    'acknowledged',
  ),
  after_ms: milliseconds('How long after that the second one is sent.', 0),
})

/** P7. Sources deliver at least once; the fact's identity is its business key, not the transport's id. */
export const deliverTwice: FaultKind = {
  name: 'deliver-twice',
  point: 'P7',
  title: 'The source delivers the same fact twice.',
  settings: schema,
  directions: ['delivery'],
  firing: 'must',
  needs: () => ['repeat'],
  moment: () => 'deliver',
  eligible: (message) => message.direction === 'delivery' && message.ended === undefined,
  disturb: (settings) => ({
    do: 'repeat',
    as: wordIn(schema, settings, 'as', identities),
    at_once: wordIn(schema, settings, 'when', times) === 'at-once',
    after_ms: numberIn(schema, settings, 'after_ms'),
  }),
}
