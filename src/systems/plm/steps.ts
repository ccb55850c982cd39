import type { SystemStep } from '../contract.js'
import type { DeclaredStep } from '../define.js'
import type { Plm } from './state.js'

const milliseconds = (description: string): object => ({ type: 'integer', minimum: 0, maximum: 86_400_000, default: 0, description })

/** What can be done to the PLM, besides publishing in it. */
export const steps: readonly DeclaredStep<Plm>[] = [
  {
    name: 'skew-clock',
    title: 'The clock of the PLM is wrong: what happens from then on is stamped too early or too late.',
    subject: 'system',
    settings: {
      type: 'object',
      properties: { slow_ms: milliseconds('How much it is slow.'), fast_ms: milliseconds('How much it is fast.') },
    },
    undo: 'set-clock',
    anchor: 'burst',
    run: (plm, step) => plm.skew(numberIn(step, 'fast_ms') - numberIn(step, 'slow_ms')),
  },
  { name: 'set-clock', title: 'The clock of the PLM is right again.', subject: 'system', anchor: 'burst', run: (plm) => plm.skew(0) },
]

function numberIn(step: SystemStep, name: string): number {
  const value = step[name]
  return typeof value === 'number' ? value : 0
}
