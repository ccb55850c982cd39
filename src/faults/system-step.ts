import type { FaultKind, FaultSteps } from './contract.js'
import { milliseconds, numberIn, oneOf, settingsSchema, textIn, wordIn, type Settings } from './settings.js'

const anchors = ['first-call', 'burst'] as const
const step = { type: 'object', required: ['do'], properties: { do: { type: 'string', minLength: 1 } } } as const
const schema = settingsSchema(
  {
    system: { type: 'string', description: 'The system in which it happens.', minLength: 1, examples: ['historian'] },
    anchor: oneOf('What it begins with: the first call that touches what it is about, or the burst.', anchors, 'burst'),
    from_ms: milliseconds('How long after that it begins.', 0),
    for_ms: milliseconds('How long it lasts.', 1_000, 1),
    begin: { ...step, description: 'The step of the system that begins it.', examples: [{ do: 'freeze' }] },
    end: { ...step, description: 'The step of the system that takes it back.', examples: [{ do: 'thaw' }] },
  },
  ['system', 'begin', 'end'],
)

/** A scenario names it after the step: `lock-order`. */
export const systemStep: FaultKind = {
  name: 'system-step',
  point: 'system',
  title: 'Somebody makes a system do something for a while that stands in the way of postings.',
  settings: schema,
  directions: ['call'],
  firing: 'must',
  needs: () => ['step'],
  steps: (settings) => ({
    system: textIn(schema, settings, 'system'),
    anchor: wordIn(schema, settings, 'anchor', anchors),
    from_ms: numberIn(schema, settings, 'from_ms'),
    for_ms: numberIn(schema, settings, 'for_ms'),
    begin: stepIn(settings, 'begin'),
    end: stepIn(settings, 'end'),
  }),
}

function stepIn(settings: Settings, name: 'begin' | 'end'): FaultSteps['begin'] {
  const value = settings[name]
  if (typeof value === 'object' && value !== null && 'do' in value && typeof value.do === 'string') return { ...value, do: value.do }
  throw new Error(`The fault setting "${name}" must be a step of a system, for example { "do": "freeze" }.`)
}
