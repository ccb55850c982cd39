import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { judgeJournal } from '../../../src/checks/judge.js'
import type { Judgement, RunVerdict } from '../../../src/checks/judgement.js'
import { caseText, endCase, readCase } from '../../../src/explore/case-file.js'
import { planCase } from '../../../src/explore/plan-cases.js'
import { replayOutcome } from '../../../src/explore/replay.js'
import { journal } from '../../support/journal-builder.js'

const some = judgeJournal(journal().fact('MC-000001').deliver('MC-000001').post('MC-000001').end().build())
/** A judgement with that verdict; `isVacuous`: since nothing came about. */
const ended = (verdict: RunVerdict, isVacuous = false): Judgement => ({
  ...some,
  verdict,
  why: verdict === 'pass' ? '' : `why ${verdict}`,
  results: some.results.map((result) =>
    result.check === 'vacuity' ? { ...result, verdict: isVacuous ? ('unknown' as const) : ('pass' as const) } : result,
  ),
})
const said = (before: RunVerdict | undefined, ...now: readonly Judgement[]): string => {
  const { word, why } = replayOutcome(now, before)
  return `${word}: ${why}`
}

describe('a replay', () => {
  test('calls fixed what had failed, and nothing else', () => {
    const pass = ended('pass')
    expect((['fail', 'pass', 'unknown', 'set-up-error', 'interrupted', undefined] as const).map((before) => said(before, pass))).toEqual([
      'FIXED: passed 1 of 1; it failed before',
      'PASSED AGAIN: passed 1 of 1; it passed before',
      'PASSED: passed 1 of 1; it was undecided before',
      'PASSED: passed 1 of 1; it could not be judged before',
      'PASSED: passed 1 of 1; it was interrupted before',
      'PASSED: passed 1 of 1; how it ended before is not known',
    ])
  })

  test('says of a failure whether it is new', () => {
    expect([said('pass', ended('fail')), said('fail', ended('fail'), ended('fail')), said('fail', ended('pass'), ended('fail'))]).toEqual([
      'FAILED: failed 1 of 1; it passed before',
      'FAILED: failed 2 of 2; it failed before',
      'FLAKY: failed 1 of 2; it failed before',
    ])
  })

  test('names what left it open: nothing that came about, or something else', () => {
    expect([
      said('fail', ended('unknown', true)),
      said('unknown', ended('unknown')),
      said('fail', ended('pass'), ended('unknown')),
    ]).toEqual([
      'NOT FIRED: undecided 1 of 1; it failed before: why unknown',
      'UNDECIDED: undecided 1 of 1; it was undecided before: why unknown',
      'UNDECIDED: undecided 1 of 2; it failed before: why unknown',
    ])
  })

  test('is no verdict where the target could not be run', () => {
    expect([said('pass', ended('pass'), ended('set-up-error')), said('pass')]).toEqual([
      'ERROR: why set-up-error',
      'ERROR: nothing was run',
    ])
  })
})

test('a case knows how its run ended, once it has', () => {
  const folder = mkdtempSync(join(tmpdir(), 'mfgsync-case-'))
  try {
    const path = join(folder, 'case.json')
    const plan = planCase('hello-confirmation', { variant: 'clean' })
    const text = caseText({ tool: 'mfgsync 0', invocation: { flags: {}, cwd: '.' }, reproduce: '', plan })
    writeFileSync(path, text)
    expect(readCase(path).verdict).toBeUndefined()
    endCase(path, 'fail')
    expect(readCase(path)).toEqual({ ...(JSON.parse(text) as object), verdict: 'fail' })
    expect(readFileSync(path, 'utf8').endsWith(' "verdict": "fail"\n}\n')).toBe(true)
  } finally {
    rmSync(folder, { recursive: true })
  }
})
