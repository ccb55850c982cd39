import { readFileSync, readdirSync, utimesSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { cli, folder, leaveNothingBehind, onlyJournal, root, startCli } from './support/cli.js'

leaveNothingBehind()

/** The naive integration, with what it consists of. */
const naive = Object.fromEntries(
  readdirSync(join(root, 'examples/naive')).map((file) => [
    file === 'index.js' ? 'target.mjs' : file,
    readFileSync(join(root, 'examples/naive', file), 'utf8'),
  ]),
)
const reference = join(root, 'examples/reference/index.js')

describe('a target that is a module', () => {
  test.concurrent('is named by a flag, and the line that reproduces it has the flag too', async () => {
    const cwd = folder(naive)
    const { code, stdout } = await cli(['simulate', 'hello-confirmation', '--target-module', 'target.mjs', '--out', 'runs'], { cwd })
    expect(code, stdout).toBe(1)
    expect(stdout).toContain('mfgsync simulate hello-confirmation --seed 1 --target-module target.mjs')
    const replayed = await cli(
      ['replay', join(onlyJournal(join(cwd, 'runs')), '../case.json'), '--target-module', 'target.mjs', '--out', 'again'],
      { cwd },
    )
    expect(replayed.stdout).toMatch(/^FAILED {2}failed 1 of 1; it failed before$/m)
  })

  test.concurrent('is named by a config in YAML, or by one in TypeScript', async () => {
    const yaml = folder({ 'mfgsync.config.yaml': `version: 1\ntarget: { module: ${JSON.stringify(reference)} }\n` })
    expect((await cli(['simulate', 'hello-confirmation', '-q'], { cwd: yaml })).code).toBe(0)
    const typed = folder({
      'package.json': '{"type":"module"}',
      'mfgsync.config.ts':
        `import { defineConfig } from ${JSON.stringify(join(root, 'dist/index.js'))}\n` +
        `const module: string = ${JSON.stringify(reference)}\n` +
        'export default defineConfig({ version: 1, target: { module } })\n',
    })
    const run = await cli(['simulate', 'hello-confirmation', '-q'], { cwd: typed })
    expect(run.code, run.stdout + run.stderr).toBe(0)
  })

  test.concurrent.each([
    ['a flag for a file that is not there', ['--target-module', 'absent.ts'], {}, /The module absent\.ts: there is no such file\./],
    ['two targets at once', ['--target-module', 'x.mjs', '--demo', 'naive'], {}, /--target-module and --demo exclude each other/],
    [
      'a module that is started as well',
      [],
      { 'mfgsync.config.yaml': 'version: 1\ntarget: { module: x.mjs, start: { command: [node, x.mjs] } }\n' },
      /mfgsync\.config\.yaml:2:\d+ {2}module and start exclude each other/,
    ],
    [
      'a probe for a process',
      [],
      { 'mfgsync.config.yaml': 'version: 1\ntarget: { module: x.mjs, ready: { http: /health } }\n' },
      /ready\.http asks a process, and this target is a module/,
    ],
    ['a config that is no config', [], { 'mfgsync.config.mjs': 'export const config = 1\n' }, /mfgsync\.config\.mjs has no default export/],
    [
      'a mistake in a config that is a module',
      [],
      { 'mfgsync.config.mjs': 'export default { version: 1, target: { modul: "x.mjs" } }\n' },
      /mfgsync\.config\.mjs \(as it was evaluated\):\d+:\d+ [\s\S]*did you mean "module"/,
    ],
    ['a config that breaks', [], { 'mfgsync.config.mjs': 'throw new Error("no such thing")\n' }, /could not be loaded: no such thing/],
    ['--watch without a module', ['--watch'], {}, /--watch needs a target in process/],
  ] as const)('%s is told (2)', async (_, flags, files, message) => {
    const cwd = folder({ 'x.mjs': '', ...files })
    const { code, stderr } = await cli(['simulate', 'hello-confirmation', ...flags], { cwd })
    expect([code, stderr]).toEqual([2, expect.stringMatching(message)])
    expect(stderr).not.toMatch(/\n\s+at /)
  })

  test.concurrent('is told of in the order that was asked for, whichever of two runs ends first', async () => {
    const scenarios = ['mes-confirmation-burst', 'hello-confirmation']
    const flags = ['--target-module', reference, '--seeds', '1,2', '--jobs', '2', '-q']
    const { code, stdout } = await cli(['simulate', ...scenarios, ...flags], { cwd: folder({}) })
    expect(code, stdout).toBe(0)
    expect([...stdout.matchAll(/^PASS {2}(\S+).* seed (\d)/gm)].map(([, name, seed]) => `${name} ${seed}`)).toEqual(
      scenarios.flatMap((name) => [`${name} 1`, `${name} 2`]),
    )
  })

  test('is run again when it changes, and Ctrl+C ends the waiting', { timeout: 120_000 }, async () => {
    const cwd = folder(naive)
    const running = startCli(['simulate', 'hello-confirmation', '--target-module', 'target.mjs', '--watch', '-q'], { cwd })
    await running.says(/1 run again\. Ctrl\+C ends it/)
    writeFileSync(join(cwd, 'target.mjs'), `import ${JSON.stringify(reference)}\n`)
    utimesSync(join(cwd, 'target.mjs'), new Date(), new Date())
    await running.says(/^PASS {2}hello-confirmation/m)
    running.child.kill('SIGINT')
    await running.ended
  })
})
