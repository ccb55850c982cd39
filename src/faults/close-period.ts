import type { FaultKind } from './contract.js'
import { milliseconds, numberIn, oneOf, settingsSchema, textIn, wordIn } from './settings.js'

const anchors = ['first-call', 'burst'] as const
const schema = settingsSchema(
  {
    company: { type: 'string', description: 'The company whose books are closed.', minLength: 1, examples: ['C1'] },
    from: { type: 'string', description: 'First day of the posting period, YYYY-MM-DD.', format: 'date', examples: ['2026-03-01'] },
    to: { type: 'string', description: 'Last day of the posting period, YYYY-MM-DD.', format: 'date', examples: ['2026-03-31'] },
    system: { type: 'string', description: 'The system whose period is closed.', minLength: 1, default: 'erp' },
    anchor: oneOf('What the closure begins with: the burst, or the first call that touches the period.', anchors, 'burst'),
    from_ms: milliseconds('How long after that it begins.', 0),
    for_ms: milliseconds('How long the period stays closed, until it is opened again.', 1_000, 1),
  },
  ['company', 'from', 'to'],
)

/** The books are closed while postings are still on their way; a system that enforces its periods refuses them (422). */
export const closePeriod: FaultKind = {
  name: 'close-period',
  point: 'system',
  title: 'The posting period is closed while postings are still on their way.',
  settings: schema,
  directions: ['call'],
  window: false,
  firing: 'must',
  needs: () => ['step'],
  steps(settings) {
    const [company, from, to] = [textIn(schema, settings, 'company'), textIn(schema, settings, 'from'), textIn(schema, settings, 'to')]
    const period = { company, from, to }
    return {
      system: textIn(schema, settings, 'system'),
      anchor: wordIn(schema, settings, 'anchor', anchors),
      from_ms: numberIn(schema, settings, 'from_ms'),
      for_ms: numberIn(schema, settings, 'for_ms'),
      begin: { do: 'set-period', ...period, open: false },
      end: { do: 'set-period', ...period, open: true },
    }
  },
}
