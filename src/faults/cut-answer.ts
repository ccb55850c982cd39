import type { FaultKind } from './contract.js'
import { hasEffect } from './eligible.js'
import { numberIn, settingsSchema } from './settings.js'

const schema = settingsSchema({
  after_bytes: {
    type: 'integer',
    description: 'How much of the body the target still gets; never the whole: a shorter body loses its last byte. Bytes.',
    default: 16,
    minimum: 0,
    maximum: 1024 * 1024,
  },
})

/** P5. The target sees a success status, and a body that ends too early. */
export const cutAnswer: FaultKind = {
  name: 'cut-answer',
  point: 'P5',
  title: 'The system posts, and the connection breaks in the middle of its answer.',
  settings: schema,
  directions: ['call'],
  firing: 'must',
  needs: () => ['cut'],
  moment: () => 'served',
  eligible: hasEffect,
  disturb: (settings) => ({ do: 'cut-answer', after_bytes: numberIn(schema, settings, 'after_bytes') }),
}
