import { execFileSync, spawnSync } from 'node:child_process'
import { closeSync, openSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { journal } from '../support/journal-builder.js'
import { cli, folder, journalLines, leaveNothingBehind, onlyJournal, root, startCli } from './support/cli.js'

leaveNothingBehind()

const unix = process.platform !== 'win32'
const example = journal().fact('MC-000001').deliver('MC-000001').post('MC-000001').end().build()
const journalText = `${[example.header, ...example.records].map((line) => JSON.stringify(line)).join('\n')}\n`

describe('what a file or a path holds is never a bug of mfgsync', () => {
  test.runIf(unix).each([
    ['a config', ['simulate', 'hello-confirmation', '--config', 'pipe']],
    ['a module config', ['simulate', 'hello-confirmation', '--config', 'pipe.mjs']],
    ['a module', ['simulate', 'hello-confirmation', '--target-module', 'pipe.mjs']],
    ['a scenario', ['simulate', './pipe.yaml']],
    ['a scenario to lint', ['scenarios', 'lint', './pipe.yaml']],
    ['a journal', ['check', 'pipe']],
    ['a case', ['replay', 'pipe']],
  ])('a pipe as %s is refused, and not waited for', async (_, args) => {
    const cwd = folder()
    for (const name of ['pipe', 'pipe.mjs', 'pipe.yaml']) execFileSync('mkfifo', [join(cwd, name)])
    const { code, stderr } = await cli(args, { cwd })
    expect([code, stderr]).toEqual([2, expect.stringMatching(/no such file|a pipe or a device/)])
  })

  test('a name that no file system takes', async () => {
    const { code, stderr } = await cli(['simulate', 'hello-confirmation', '--demo', 'reference', '--out', 'x'.repeat(300)], {
      cwd: folder(),
    })
    expect([code, stderr]).toEqual([2, expect.stringContaining('the name is too long for the file system')])
  })
})

describe('an output that takes no more', () => {
  test('of a reader that has gone is an end like any other', async () => {
    const cwd = folder({ 'journal.jsonl': journalText })
    for (const args of [
      ['check', 'journal.jsonl', '--verbose'],
      ['scenarios', 'list'],
      ['simulate', '--all', '--print-plan'],
    ]) {
      const { child, ended } = startCli(args, { cwd })
      child.stdout?.destroy()
      const { code, stderr } = await ended
      expect([args[0], code, stderr]).toEqual([args[0], 0, ''])
    }
  })

  test('ends a run that is under way in order', async () => {
    const cwd = folder()
    const { child, ended, says } = startCli(['simulate', 'mes-confirmation-burst', '--demo', 'reference', '--verbose'], { cwd })
    await says('MC-0')
    child.stdout?.destroy()
    expect((await ended).code).toBe(130)
    expect(journalLines(onlyJournal(join(cwd, '.mfgsync'))).at(-1)).toMatchObject({ mark: 'end' })
  })

  test.runIf(unix)('a disk that is full while a run is under way is not the fault of the target', async () => {
    const cwd = folder()
    const simulate = [process.execPath, join(root, 'bin/run.js'), 'simulate', 'mes-confirmation-burst', '--demo', 'reference']
    // A limit for every file: the journal is the first that wants more.
    const limited = spawnSync('sh', ['-c', 'ulimit -f 256; exec "$@"', 'sh', ...simulate], { cwd, encoding: 'utf8' })
    expect([limited.status, limited.stderr]).toEqual([2, expect.stringContaining('the disk is full')])
    const { code, stderr } = await cli(['check', onlyJournal(join(cwd, '.mfgsync'))], { cwd })
    expect([code, stderr]).toEqual([2, expect.stringContaining('because the disk was full: nothing can be judged by it')])
  })

  test.runIf(process.platform === 'linux')('for want of room on the disk is no bug', () => {
    const cwd = folder({ 'journal.jsonl': journalText })
    const run = (args: readonly string[], out: number): { code: number; stderr: string } => {
      try {
        execFileSync(process.execPath, [join(root, 'bin/run.js'), ...args], { cwd, stdio: ['ignore', out, 'pipe'], encoding: 'utf8' })
        return { code: 0, stderr: '' }
      } catch (error) {
        const { status, stderr } = error as { status: number; stderr: string }
        return { code: status, stderr }
      }
    }
    const full = openSync('/dev/full', 'w')
    expect(run(['check', 'journal.jsonl'], full)).toEqual({ code: 2, stderr: expect.stringContaining('the disk is full') })
    closeSync(full)
    const other = openSync('/dev/null', 'w')
    const asked = ['check', 'journal.jsonl', '--reporter', 'junit=/dev/full']
    expect(run(asked, other)).toEqual({ code: 2, stderr: expect.stringContaining('the disk is full') })
    closeSync(other)
  })
})
