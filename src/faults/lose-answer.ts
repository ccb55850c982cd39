import type { FaultKind } from './contract.js'
import { hasEffect } from './eligible.js'
import { howLost as schema, waysToLose as ways, wordIn } from './settings.js'

/** P3. Where duplicates are born: the system has posted, and the target cannot know it. */
export const loseAnswer: FaultKind = {
  name: 'lose-answer',
  point: 'P3',
  title: 'The system posts, and its answer is lost on the way back.',
  settings: schema,
  directions: ['call'],
  firing: 'must',
  needs: (settings) => [wordIn(schema, settings, 'how', ways)],
  moment: () => 'served',
  eligible: hasEffect,
  disturb: (settings) => ({ do: 'lose-answer', how: wordIn(schema, settings, 'how', ways) }),
}
