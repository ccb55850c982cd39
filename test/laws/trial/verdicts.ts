import { judgeJournal } from '../../../src/checks/judge.js'
import type { Journal } from '../../support/judging.js'

/** What convicts a journal, in words; advisory checks included, diagnoses not. A check that breaks is told too. */
export function convictions(journal: Journal): readonly string[] {
  return judgeJournal(journal).results.flatMap((result) => {
    const { check, verdict, why = '' } = result
    return (verdict === 'fail' && result.class !== 'D') || why.startsWith('the check broke') ? [`${check}: ${why}`] : []
  })
}

/** Names of the checks that convict a journal. */
export function convictors(journal: Journal): readonly string[] {
  return judgeJournal(journal).results.flatMap(({ check, verdict }) => (verdict === 'fail' ? check : []))
}

/** How each check ends, without words. */
export function verdicts(journal: Journal): readonly string[] {
  return judgeJournal(journal).results.map(({ check, verdict }) => `${check} ${verdict}`)
}

/** Checks of safety that convict a journal, or the beginning of one. */
export function unsafe(journal: Journal): readonly string[] {
  return judgeJournal(journal).results.flatMap((result) => (result.class === 'S' && result.verdict === 'fail' ? result.check : []))
}
