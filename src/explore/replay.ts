import type { Judgement, RunVerdict } from '../checks/judgement.js'

/** Words for what a replay came to, each with what stands in help and docs. */
export const replayWords = ['FIXED', 'PASSED AGAIN', 'PASSED', 'FAILED', 'FLAKY', 'NOT FIRED', 'UNDECIDED', 'ERROR'] as const

export interface ReplayOutcome {
  readonly word: (typeof replayWords)[number]
  readonly why: string
}

const before: Readonly<Record<RunVerdict, string>> = {
  pass: 'it passed before',
  fail: 'it failed before',
  unknown: 'it was undecided before',
  'set-up-error': 'it could not be judged before',
  interrupted: 'it was interrupted before',
}

/**
 * What re-running a case says beside how it ended before, as far as that is known. Only what failed can be fixed; passing without its
 * faults having fired proves nothing.
 */
export function replayOutcome(judgements: readonly Judgement[], stored: RunVerdict | undefined): ReplayOutcome {
  const count = (verdict: RunVerdict): number => judgements.filter((judgement) => judgement.verdict === verdict).length
  const [failed, passed, total] = [count('fail'), count('pass'), judgements.length]
  const was = stored === undefined ? 'how it ended before is not known' : before[stored]
  const first = judgements.find(({ verdict }) => verdict === 'set-up-error' || verdict === 'interrupted')
  if (first || total === 0) return { word: 'ERROR', why: first?.why ?? 'nothing was run' }
  if (failed > 0) return { word: failed === total ? 'FAILED' : 'FLAKY', why: `failed ${failed} of ${total}; ${was}` }
  if (passed === total) return { word: passedWord(stored), why: `passed ${passed} of ${total}; ${was}` }
  const open = judgements.find(({ verdict }) => verdict === 'unknown')
  const why = `undecided ${total - passed} of ${total}; ${was}: ${open?.why ?? 'the case did not come about'}`
  return { word: open && isVacuous(open) ? 'NOT FIRED' : 'UNDECIDED', why }
}

function passedWord(stored: RunVerdict | undefined): ReplayOutcome['word'] {
  return stored === 'fail' ? 'FIXED' : stored === 'pass' ? 'PASSED AGAIN' : 'PASSED'
}

/** The run did not bring about what its scenario promises. */
function isVacuous({ results }: Judgement): boolean {
  return results.some(({ check, verdict }) => check === 'vacuity' && verdict === 'unknown')
}
