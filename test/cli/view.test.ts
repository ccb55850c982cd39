import { spawn, spawnSync } from 'node:child_process'
import { mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { postedTwice } from '../support/looked-at.js'
import { isColoured } from '../support/terminal.js'
import { cli, folder, leaveNothingBehind, root } from './support/cli.js'

leaveNothingBehind()

const hasTerminal = process.platform === 'linux' && spawnSync('script', ['--version']).status === 0
if (!hasTerminal) console.log('There is no script(1) here: the view is not tried on a terminal.')

/** A folder with a run in it. */
function storedRun(): string {
  const { header, records } = postedTwice().build()
  const cwd = folder()
  const run = join(cwd, '.mfgsync', 'run-1')
  mkdirSync(run, { recursive: true })
  writeFileSync(join(run, 'journal.jsonl'), `${[header, ...records].map((line) => JSON.stringify(line)).join('\n')}\n`)
  return cwd
}

/** Ends a process that loads what draws on terminals: React's own mark is in it, whatever its file is called. */
const withoutDrawing = `--import=data:text/javascript,${encodeURIComponent(`
  import { registerHooks } from 'node:module'
  registerHooks({ load(url, context, next) {
    const loaded = next(url, context)
    if (/react\\.(transitional\\.)?element/.test(String(loaded.source ?? ''))) throw new Error('drawing was loaded: ' + url)
    return loaded
  } })
`)}`

test('where there is no terminal, a line per event is printed, and what draws is never loaded', async () => {
  const cwd = storedRun()
  for (const [args, env] of [
    [['view'], {}],
    [['view', '.mfgsync/run-1/journal.jsonl', '--no-ui'], {}],
    [['view', '.mfgsync/run-1'], { TERM: 'dumb' }],
    [['view', '.mfgsync/run-1', '--screen-reader'], {}],
  ] as const) {
    const { code, stdout, stderr } = await cli(args, { cwd, env, node: [process.execPath, withoutDrawing] })
    expect([stderr, code]).toEqual(['', 0])
    expect(stdout).toMatch(/MC-000001 POST confirmation.create/)
    expect(stdout).toMatch(/fail/i)
  }
})

test('a simulation without a terminal loads nothing that draws', async () => {
  const module = join(root, 'examples/reference/index.js')
  const args = ['simulate', 'hello-confirmation', '--target-module', module]
  const { code, stderr } = await cli(args, { cwd: folder(), node: [process.execPath, withoutDrawing] })
  expect([stderr, code]).toEqual(['', 0])
})

test('what cannot be looked at is said, with what to give instead', async () => {
  const cwd = storedRun()
  const said = async (...args: readonly string[]): Promise<string> => (await cli(['view', '.mfgsync/run-1', ...args], { cwd })).stderr
  expect(await said('--ui')).toContain('--ui needs a terminal')
  expect(await said('--at', 'soon')).toContain('neither a record nor a time')
  expect(await said('--only', 'erp,hr')).toContain('--only names hr')
  expect((await cli(['view', 'nowhere'], { cwd })).stderr).toContain('nothing at nowhere')
})

/** The view on a terminal; `then` is called once it draws. Resolves to all that was written, ended by the exit code. */
function onTerminal(
  args: string,
  cwd: string,
  then: (pid: number, type: (keys: string) => void) => void,
  env: Readonly<Record<string, string>> = {},
): Promise<string> {
  const command = `sh -c 'echo pid $$; exec ${process.execPath} ${join(root, 'bin/run.js')} ${args}'; echo "code $?"`
  const child = spawn('script', ['-qec', command, '/dev/null'], {
    cwd,
    env: { ...process.env, CI: '', TERM: 'xterm-256color', LANG: 'C.UTF-8', LC_ALL: 'C.UTF-8', NO_COLOR: '', ...env },
    stdio: ['pipe', 'pipe', 'ignore'],
  })
  return new Promise((resolve) => {
    let written = ''
    let told = false
    child.stdout.on('data', (chunk: Buffer) => {
      written += chunk.toString('utf8')
      if (told || !written.includes('no-duplicate-effect')) return
      told = true
      then(Number(/pid (\d+)/.exec(written)?.[1]), (keys) => void child.stdin.write(keys))
    })
    child.on('close', () => resolve(written))
  })
}

const [other, back] = ['\x1b[?1049h', '\x1b[?1049l']

test('the built view draws on a terminal, takes keys, and leaves it as it was, with the command that was asked for', async () => {
  if (!hasTerminal) return
  const written = await onTerminal(
    'view .mfgsync/run-1/journal.jsonl --at 9',
    storedRun(),
    (_pid, type) => {
      type('y')
      setTimeout(() => type('qq'), 300)
    },
    { NO_COLOR: '1' },
  )
  // Not by a colour alone, and here not by any.
  expect(isColoured(written)).toBe(false)
  expect(written).toContain(other)
  const after = written.slice(written.lastIndexOf(back))
  expect(after).toContain('mfgsync view .mfgsync/run-1/journal.jsonl --at 9')
  expect(after).toContain('\x1b[?25h')
  expect(after).toContain('code 0')
})

test.each(['SIGTERM', 'SIGHUP'] as const)('%s leaves the terminal clean', async (signal) => {
  if (!hasTerminal) return
  const written = await onTerminal('view', storedRun(), (pid) => process.kill(pid, signal))
  expect(written.lastIndexOf(back)).toBeGreaterThan(written.lastIndexOf(other))
  expect(written.lastIndexOf('\x1b[?25h')).toBeGreaterThan(written.lastIndexOf('\x1b[?25l'))
  expect(written).toMatch(/code 1\d\d/)
})

test('a crash leaves the terminal clean first, and is then told where it can be read', async () => {
  if (!hasTerminal) return
  const boom = `--import=data:text/javascript,${encodeURIComponent('process.on("SIGUSR2",()=>{throw new Error("boom of a test")})')}`
  const written = await onTerminal('view', storedRun(), (pid) => process.kill(pid, 'SIGUSR2'), { NODE_OPTIONS: boom })
  expect(written).toContain('boom of a test')
  expect(written.indexOf('boom of a test')).toBeGreaterThan(written.lastIndexOf(back))
  expect(written.lastIndexOf(back)).toBeGreaterThan(0)
  expect(written).toContain('code 70')
})
