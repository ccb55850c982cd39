import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { cli, folder, leaveNothingBehind, root, runsIn, startCli } from './support/cli.js'

leaveNothingBehind()

const slow = { timeout: 90_000 } as const
const reference = join(root, 'examples/reference/index.js')
const naive = join(root, 'examples/naive/index.js')

const parsed = (text: string): Readonly<Record<string, unknown>> => JSON.parse(text) as Record<string, unknown>

describe('--json', () => {
  test.concurrent('makes one document of what a command says, and nothing else', slow, async () => {
    const cwd = folder()
    const simulated = await cli(['simulate', 'hello-confirmation', '--target-module', naive, '--out', 'runs', '--json'], { cwd })
    expect(simulated.code, simulated.stderr).toBe(1)
    expect(parsed(simulated.stdout)).toMatchObject({ version: 1, summary: { failed: 1, exitCode: 1 }, runs: [{ verdict: 'fail' }] })
    const [run = ''] = runsIn(join(cwd, 'runs'))
    const commands: readonly (readonly [readonly string[], object])[] = [
      [
        ['check', join(run, 'journal.jsonl')],
        { summary: { failed: 1 }, runs: [{ reproduce: { command: expect.stringContaining('mfgsync simulate hello-confirmation') } }] },
      ],
      [['report', run], { summary: { failed: 1 } }],
      [['view', run], { verdict: 'fail', failures: expect.arrayContaining([expect.objectContaining({ check: expect.any(String) })]) }],
      [
        ['replay', join(run, 'case.json'), '--target-module', reference],
        { outcome: { word: 'FIXED' }, report: { summary: { passed: 1 } } },
      ],
      [['compare', 'runs', 'runs'], { cases: [{ change: 'same' }] }],
      [['doctor', '--target-module', reference], { sound: true, steps: expect.arrayContaining([]) }],
      [['init', '--yes'], { written: ['mfgsync.config.yaml'] }],
      [['scenarios', 'lint', 'hello-confirmation'], { scenarios: ['hello-confirmation'] }],
      [['scenarios', 'show', 'hello-confirmation'], { name: 'hello-confirmation', plan: { seed: 1 } }],
      [['scenarios', 'new', 'night-shift'], { written: expect.stringContaining('night-shift.yaml') }],
    ]
    for (const [args, expected] of commands) {
      const { stdout, stderr } = await cli([...args, '--json'], { cwd })
      expect(parsed(stdout), `${args.join(' ')}\n${stderr}`).toMatchObject(expected)
    }
    for (const args of [
      ['scenarios', 'list'],
      ['systems', 'list'],
    ])
      expect(Array.isArray(JSON.parse((await cli([...args, '--json'], { cwd })).stdout))).toBe(true)
  })

  test.concurrent('tells errors as well: what is wrong, and the exit code', async () => {
    const cwd = folder()
    for (const args of [
      ['simulate', 'no-such-scenario', '--demo', 'reference'],
      ['simulate', '--no-such-flag'],
      ['check', 'nothing.jsonl'],
      ['merge', '.'],
      ['view', 'nowhere'],
      // What no command takes.
      ['simulat'],
      // Commands without flags of their own.
      ['compare'],
      ['systems', 'show', 'no-such-system'],
    ]) {
      const { code, stdout } = await cli([...args, '--json'], { cwd })
      expect([code, parsed(stdout)], args.join(' ')).toEqual([2, { error: { message: expect.stringMatching(/./), exitCode: 2 } }])
    }
  })

  test.concurrent('serve says where the systems are', slow, async () => {
    const running = startCli(['serve', '--json'], { cwd: folder() })
    await running.says('"control"')
    running.child.kill('SIGTERM')
    expect(parsed((await running.ended).stdout)['systems']).toBeInstanceOf(Array)
  })
})

test('a reporter named with - writes to standard output', slow, async () => {
  const cwd = folder()
  const { code, stdout } = await cli(['simulate', 'hello-confirmation', '--target-module', reference, '--reporter', 'json=-'], { cwd })
  expect([code, parsed(stdout)['version']]).toEqual([0, 1])
})
