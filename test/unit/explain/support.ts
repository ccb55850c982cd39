import type { Check, CheckResult, Violation } from '../../../src/checks/contract.js'
import type { Explanation } from '../../../src/explain/explanation.js'
import { explainFrom } from '../../../src/explain/explain.js'
import { renderExplanation } from '../../../src/explain/words.js'
import type { Journal, JournalBuilder } from '../../support/journal-builder.js'

export const commands = { seed: 7, command: 'mfgsync simulate test --seed 7' }

/** A witness as a check would give it. */
export function witness(options: Partial<Violation> & Pick<Violation, 'eids' | 'records'>): Violation {
  return { reason: 'excess', message: 'The message of the check.', badness: 1, ...options }
}

/** Explains one violation of a synthetic journal. */
export function explained(check: Check['name'], violation: Violation, source: Journal | JournalBuilder): Explanation {
  const named: Pick<CheckResult, 'check' | 'title'> = { check, title: `The promise of ${check}.` }
  const [explanation] = explainFrom([{ check: named, violation, which: 'first' }], source.header, () => source.records, commands)
  if (!explanation) throw new Error('nothing was explained')
  return explanation
}

/** The explanation as a terminal of that width shows it. */
export function text(explanation: Explanation, columns = 80): string {
  return `\n${renderExplanation(explanation, columns)
    .map((line) => line.text)
    .join('\n')}\n`
}
