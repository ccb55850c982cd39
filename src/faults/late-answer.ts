import type { FaultKind } from './contract.js'
import { hasEffect } from './eligible.js'
import { settingsSchema } from './settings.js'

/** P6. How long a client waits is its own affair, so there is no duration here: the answer is held until the client has closed. */
export const lateAnswer: FaultKind = {
  name: 'late-answer',
  point: 'P6',
  title: 'The system posts, and its answer comes after the target has stopped waiting.',
  settings: settingsSchema({}),
  directions: ['call'],
  firing: 'must',
  needs: () => ['hang'],
  moment: () => 'served',
  eligible: hasEffect,
  disturb: () => ({ do: 'late-answer' }),
}
