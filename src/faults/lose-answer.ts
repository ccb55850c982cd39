import type { FaultKind } from './contract.js'
import { hasEffect } from './eligible.js'
import { oneOf, settingsSchema, wordIn } from './settings.js'

const ways = ['reset', 'hang'] as const
const schema = settingsSchema({
  how: oneOf('What the target notices: its connection is reset, or nothing at all until it gives up.', ways, 'reset'),
})

/** P3. Where duplicates are born: the system has posted, and the target cannot know it. */
export const loseAnswer: FaultKind = {
  name: 'lose-answer',
  point: 'P3',
  title: 'The system posts, and its answer is lost on the way back.',
  settings: schema,
  directions: ['call'],
  window: false,
  firing: 'must',
  needs: (settings) => [wordIn(schema, settings, 'how', ways)],
  moment: () => 'served',
  eligible: hasEffect,
  disturb: (settings) => ({ do: 'lose-answer', how: wordIn(schema, settings, 'how', ways) }),
}
