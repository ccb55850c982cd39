import { mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, test } from 'vitest'
import type { Explanation } from '../../../src/explain/explanation.js'
import type { RunReport } from '../../../src/report/contract.js'
import { github } from '../../../src/report/github.js'
import { failingRun, passingRun, reporting, summary } from './support.js'

let dir = ''
beforeEach(() => {
  dir = mkdtempSync(join(tmpdir(), 'mfgsync-github-'))
})
afterEach(() => rmSync(dir, { recursive: true, force: true }))

/** The same failure by another cause. */
function causedBy(report: RunReport, name: string, text?: string): RunReport {
  const [cause] = report.causes
  if (!cause) throw new Error('no cause')
  const told: Explanation = {
    ...cause.told,
    fingerprint: name,
    ...(text !== undefined && { statement: { ...cause.told.statement, text } }),
  }
  return { ...report, causes: [{ ...cause, fingerprint: name, told }] }
}

const levels = (text: string): Readonly<Record<string, number>> =>
  Object.fromEntries(['error', 'warning', 'notice'].map((level) => [level, text.match(new RegExp(`^::${level} `, 'gm'))?.length ?? 0]))

test('one annotation per cause, with its runs and the command that reproduces it', () => {
  const { reporter, written } = reporting(github)
  const failed = failingRun()
  for (const run of [failed, failed, passingRun(), causedBy(failed, 'another')]) reporter.run(run)
  reporter.end(summary({ runs: 4, passed: 1, failed: 3, exitCode: 1, flaky: [{ name: 'a', seed: 3, failed: 1, attempts: 2 }] }))
  expect(levels(written())).toEqual({ error: 2, warning: 1, notice: 1 })
  expect(written().split('\n')[0]).toMatchInlineSnapshot(`
    "::error title=no-duplicate-effect (2 runs)::ERP confirmed 20 EA on order 100001 / 0010 for MC-000001; MES reported
     10 EA, once.%0AIn test seed 1 and test seed 1.%0Amfgsync simulate mes-confirmation-burst --seed 7 --target "node
     target.js""
  `)
})

test('never more than ten of a level: the last one counts the rest', () => {
  const { reporter, written } = reporting(github)
  for (let cause = 0; cause < 30; cause += 1) reporter.run(causedBy(failingRun(), `cause ${cause}`))
  reporter.end(summary({ runs: 30, failed: 30, exitCode: 1 }))
  expect(levels(written())).toEqual({ error: 10, warning: 0, notice: 1 })
  expect(written()).toContain('::error title=21 more::They are in the summary of this step.')
})

test('text from outside cannot begin a command of its own', () => {
  const { reporter, written } = reporting(github)
  reporter.run(causedBy(failingRun(), 'evil', 'one\n::set-output name=x::y\r::error::z %0A'))
  reporter.end(summary({ failed: 1, exitCode: 1 }))
  expect(
    written()
      .split('\n')
      .filter((line) => !/^::(error|notice) title=[^:,]*::/.test(line)),
  ).toEqual([''])
})

test('the summary of the step holds all of it, and stays within what GitHub takes', () => {
  const file = join(dir, 'summary.md')
  writeFileSync(file, `${'x'.repeat(1024 * 1024 - 3_000)}\n`)
  const { reporter } = reporting(github, { stepSummary: file })
  for (let run = 0; run < 30; run += 1) reporter.run(failingRun())
  reporter.end(summary({ runs: 30, failed: 30, exitCode: 1 }))
  expect(statSync(file).size).toBeLessThanOrEqual(1024 * 1024)
  expect(readFileSync(file, 'utf8')).toContain('# mfgsync')
  expect(readFileSync(file, 'utf8')).toContain('larger than GitHub takes')
})

test('a summary that cannot be written is said, and changes nothing else', () => {
  const { reporter, written } = reporting(github, { stepSummary: join(dir, 'nowhere/summary.md') })
  reporter.run(failingRun())
  reporter.end(summary({ failed: 1, exitCode: 1 }))
  expect(levels(written())).toEqual({ error: 1, warning: 1, notice: 1 })
  expect(written()).toMatch(/^::warning title=GITHUB_STEP_SUMMARY::There is no summary of this step/m)
})
