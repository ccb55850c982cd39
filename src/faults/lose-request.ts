import type { FaultKind } from './contract.js'
import { oneOf, settingsSchema, wordIn } from './settings.js'

const ways = ['reset', 'hang'] as const
const schema = settingsSchema({
  how: oneOf('What the target notices: its connection is reset, or nothing at all until it gives up.', ways, 'reset'),
})

/** P1. The request reached nobody: there is no effect, and the target cannot know that. */
export const loseRequest: FaultKind = {
  name: 'lose-request',
  point: 'P1',
  title: 'The request is lost on its way to the system: nothing is posted, and the target does not learn it.',
  settings: schema,
  directions: ['call'],
  window: false,
  firing: 'must',
  needs: (settings) => [wordIn(schema, settings, 'how', ways)],
  moment: () => 'arrive',
  eligible: (message) => message.direction === 'call' && message.served === undefined,
  disturb: (settings) => ({ do: 'lose-request', how: wordIn(schema, settings, 'how', ways) }),
}
