import type { FaultKind } from './contract.js'
import { howLost as schema, waysToLose as ways, wordIn } from './settings.js'

/** P1. The request reached nobody: there is no effect, and the target cannot know that. */
export const loseRequest: FaultKind = {
  name: 'lose-request',
  point: 'P1',
  title: 'The request is lost on its way to the system: nothing is posted, and the target does not learn it.',
  settings: schema,
  directions: ['call'],
  firing: 'must',
  needs: (settings) => [wordIn(schema, settings, 'how', ways)],
  moment: () => 'arrive',
  eligible: (message) => message.direction === 'call' && message.served === undefined,
  disturb: (settings) => ({ do: 'lose-request', how: wordIn(schema, settings, 'how', ways) }),
}
