import { cpSync, readFileSync, readdirSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { cli, folder, jsonOf, leaveNothingBehind, root, runsIn, type Ended } from './support/cli.js'

leaveNothingBehind()

const slow = { timeout: 90_000 } as const
const reference = join(root, 'examples/reference/index.js')
const naive = join(root, 'examples/naive/index.js')

/** Careless in its first life, and never again. */
const flaky = `
import { existsSync, writeFileSync } from 'node:fs'
const mark = new URL('./was-here', import.meta.url)
const careful = existsSync(mark)
writeFileSync(mark, '')
export const { start } = await import(careful ? ${JSON.stringify(reference)} : ${JSON.stringify(naive)})
`

interface Report {
  readonly summary: { readonly runs: number; readonly passed: number; readonly failed: number; readonly flaky: readonly object[] }
  readonly runs: readonly { readonly case: string; readonly seed: number; readonly verdict: string; readonly attempt: number }[]
}

function simulate(cwd: string, ...args: readonly string[]): Promise<Ended> {
  return cli(['simulate', ...args, '--out', 'runs', '--reporter', 'lines,json=r.json'], { cwd })
}

const reported = (cwd: string): Report => jsonOf(join(cwd, 'r.json')) as Report

describe('which cases', () => {
  test.concurrent('--bail begins no more runs, and says which', slow, async () => {
    const cwd = folder()
    const { code, stdout } = await simulate(cwd, 'hello-confirmation', '--seeds', '1-5', '--target-module', naive, '--bail', '2')
    expect([code, runsIn(join(cwd, 'runs')).filter((path) => !path.endsWith('sessions')).length], stdout).toEqual([1, 2])
    expect(stdout).toContain('skipped hello-confirmation seed 5: --bail: 2 runs failed')
  })

  test.concurrent('--grep finds scenarios and checks; where nothing is left, the exit code is 2', slow, async () => {
    const cwd = folder()
    const found = await simulate(cwd, '--grep', '^lot-receipt', '--target-module', reference)
    expect([found.code, reported(cwd).runs.map((run) => run.case)], found.stdout).toEqual([
      0,
      ['lot-receipt-quality-hold faulty quick seed 1'],
    ])
    const none = await simulate(cwd, 'hello-confirmation', '--grep', 'receipt', '--target-module', reference)
    expect([none.code, none.stderr.split('\n')[0]]).toEqual([2, 'No case is left to run.'])
    expect((await simulate(cwd, '--grep', '(', '--target-module', reference)).stderr).toContain('--grep ( is no regular expression')
    expect((await simulate(cwd, '--all', '--shard', '5/4')).stderr).toContain('--shard 5/4 is no part of a whole')
  })

  test.concurrent('--last-failed runs what did not pass before, as it was asked for then', slow, async () => {
    const cwd = folder()
    expect((await simulate(cwd, 'hello-confirmation', '--last-failed', '--target-module', naive)).stderr).toContain('There is no session')
    await simulate(cwd, 'hello-confirmation', '--seeds', '3,4', '--dedupe', 'none', '--target-module', naive)
    const again = await simulate(cwd, '--last-failed', '--target-module', reference)
    expect([again.code, reported(cwd).runs.map((run) => run.case)], again.stdout).toEqual([
      0,
      ['hello-confirmation faulty quick seed 3 dedupe none', 'hello-confirmation faulty quick seed 4 dedupe none'],
    ])
    const none = await simulate(cwd, '--last-failed', '--target-module', reference)
    expect([none.code, none.stderr.split('\n')[0]]).toEqual([
      2,
      'The last session has no case that did not pass, or none of these scenarios.',
    ])
    const compared = await cli(['compare', firstSession(cwd), 'runs'], { cwd })
    expect([compared.code, compared.stdout.match(/^FIXED .*seed \d/gm)?.length], compared.stdout).toEqual([0, 2])
    const back = await cli(['compare', 'runs', firstSession(cwd)], { cwd })
    expect(back.code, back.stdout).toBe(1)
  })
})

/** The session that failed. */
function firstSession(cwd: string): string {
  const [name = ''] = readdirSync(join(cwd, 'runs/sessions')).toSorted()
  return join('runs/sessions', name)
}

describe('how often', () => {
  test.concurrent('--retries tells what is flaky apart, and passes only where that is allowed', slow, async () => {
    for (const [args, expected] of [
      [[], 0],
      [['--fail-on-flaky'], 1],
    ] as const) {
      const cwd = folder({ 'flaky.mjs': flaky })
      const { code, stdout } = await simulate(cwd, 'hello-confirmation', '--target-module', 'flaky.mjs', '--retries', '2', ...args)
      expect(code, stdout).toBe(expected)
      expect(stdout).toContain('FLAKY  hello-confirmation seed 1: failed 1 of 2 attempts, and passed another')
      expect(stdout).toContain('FAIL  hello-confirmation')
      const { summary, runs } = reported(cwd)
      expect([summary.runs, summary.passed, summary.flaky.length, runs.map(({ attempt }) => attempt)]).toEqual([1, 0, 1, [1, 2]])
    }
  })
})

describe('failures that are known', () => {
  test.concurrent(
    'are written with an owner and a reason, cover what fails, and have to be taken out when it no longer does',
    slow,
    async () => {
      const cwd = folder({ 'mfgsync.config.yaml': 'version: 1\nbaseline: known.yaml\n' })
      const hello = (target: string, ...args: readonly string[]): Promise<Ended> =>
        simulate(cwd, 'hello-confirmation', '--target-module', target, ...args)
      const update = ['--update-baseline', '--owner', 'gateway team', '--reason', 'T-1']
      const nobodys = await hello(naive, '--update-baseline', '--owner', 'x')
      expect([nobodys.code, nobodys.stderr]).toEqual([2, expect.stringContaining('A known failure has an owner and a reason.')])
      const first = await hello(naive, '--retries', '1', ...update)
      expect([first.code, first.stderr], first.stdout).toEqual([1, expect.stringMatching(/known\.yaml is written: \d more failures known/)])
      const known = await hello(naive, '--bail', '1', '--retries', '1', '--reporter', 'blob')
      expect([known.code, reported(cwd).runs.map(({ attempt }) => attempt)], known.stdout).toEqual([0, [1]])
      expect(known.stdout).toContain('KNOWN  hello-confirmation')
      const merged = await cli(['merge', 'runs/blob'], { cwd })
      expect([merged.code, merged.stdout]).toEqual([0, expect.stringContaining('gateway team: T-1')])
      const mended = await hello(reference)
      expect([mended.code, mended.stdout]).toEqual([
        1,
        expect.stringContaining('BASELINE  no longer fails: hello-confirmation faulty quick'),
      ])
      await hello(reference, ...update)
      expect(readFileSync(join(cwd, 'known.yaml'), 'utf8')).toContain('entries: []')
    },
  )
})

describe('parts of a whole', () => {
  test.concurrent('shards together are what one invocation is: the same cases, verdicts and exit code', slow, async () => {
    const cwd = folder()
    const seeds = ['hello-confirmation', '--seeds', '1-4', '--target-module', naive, '--out', 'runs']
    for (const shard of ['1/3', '2/3', '3/3']) {
      const part = await cli(['simulate', ...seeds, '--shard', shard, '--label', 'here', '--reporter', 'blob'], { cwd })
      expect([0, 1], part.stderr).toContain(part.code)
    }
    const whole = await simulate(cwd, ...seeds.slice(0, -2))
    const direct = reported(cwd)
    const merged = await cli(['merge', 'runs/blob', '--reporter', 'lines,json=m.json,junit=m.xml,markdown=m.md'], { cwd })
    expect([merged.code, whole.code], merged.stdout + merged.stderr).toEqual([1, 1])
    const { summary, runs } = jsonOf(join(cwd, 'm.json')) as Report
    expect(summary).toMatchObject({ runs: 4, failed: 4 })
    expect(runs.map((run) => run.case).toSorted()).toEqual(direct.runs.map((run) => run.case).toSorted())
    expect(readFileSync(join(cwd, 'm.xml'), 'utf8')).toContain('name="here: hello-confirmation (faulty, quick, seed 1)"')
    // What is kept for compare below the same folder is no second one.
    expect((await cli(['merge', 'runs', '--quiet'], { cwd })).code).toBe(1)
    cpSync(join(cwd, 'runs/blob'), join(cwd, 'runs/again'), { recursive: true })
    const twice = await cli(['merge', 'runs'], { cwd })
    expect([twice.code, twice.stderr]).toEqual([2, expect.stringContaining('is there')])
  })
})
