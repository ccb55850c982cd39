import { join } from 'node:path'
import { expect, test } from 'vitest'
import type { CheckResult } from '../../src/checks/contract.js'
import { simulate } from '../../src/index.js'
import { cli, folder, jsonOf, leaveNothingBehind, root } from './support/cli.js'

leaveNothingBehind()

const verdicts = (results: readonly CheckResult[]): readonly string[] =>
  results.map((result) => `${result.check} ${result.verdict} ${result.violations.count}`)

test('the command line judges the stored file as the run did', { timeout: 120_000 }, async () => {
  const cwd = folder()
  const target = { module: join(root, 'examples/naive/index.js'), label: 'naive', cwd }
  const [run] = await simulate({ scenario: 'mes-confirmation-burst', out: join(cwd, 'runs'), target })
  expect(run?.judgement.verdict).toBe('fail')
  const report = join(cwd, 'again.json')
  const again = await cli(['check', run?.files.journal ?? '', '--reporter', `json=${report}`], { cwd })
  expect(again.code, again.stderr).toBe(1)
  const { runs } = jsonOf(report) as { readonly runs: readonly { readonly verdict: string; readonly checks: readonly CheckResult[] }[] }
  expect(runs.map(({ verdict }) => verdict)).toEqual(['fail'])
  expect(verdicts(runs[0]?.checks ?? [])).toEqual(verdicts(run?.judgement.results ?? []))
})
