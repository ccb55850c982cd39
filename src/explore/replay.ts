import type { Judgement } from '../checks/judgement.js'

export interface ReplayOutcome {
  readonly word: 'FIXED' | 'FAILED' | 'FLAKY' | 'NOT-FIRED' | 'ERROR'
  readonly why: string
}

/** What re-running a case says. Passing without its faults having fired proves nothing. */
export function replayOutcome(judgements: readonly Judgement[]): ReplayOutcome {
  const count = (verdict: Judgement['verdict']): number => judgements.filter((judgement) => judgement.verdict === verdict).length
  const [failed, passed, total] = [count('fail'), count('pass'), judgements.length]
  const first = judgements.find((judgement) => judgement.verdict !== 'pass')
  if (count('set-up-error') + count('interrupted') > 0 || total === 0) return { word: 'ERROR', why: first?.why ?? 'nothing was run' }
  if (failed === total) return { word: 'FAILED', why: `failed ${failed} of ${total}` }
  if (failed > 0) return { word: 'FLAKY', why: `failed ${failed} of ${total}` }
  if (passed === total) return { word: 'FIXED', why: `passed ${passed} of ${total}` }
  return { word: 'NOT-FIRED', why: first?.why ?? 'the case did not come about' }
}
