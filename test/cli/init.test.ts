import { spawn, spawnSync } from 'node:child_process'
import { chmodSync, existsSync, readFileSync, writeFileSync } from 'node:fs'
import { delimiter, join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { parse } from 'yaml'
import { ciKinds } from '../../src/cli/init-ci.js'
import { starterKinds } from '../../src/cli/starters.js'
import { cli, expectCode, folder, leaveNothingBehind, root } from './support/cli.js'

leaveNothingBehind()

const slow = { timeout: 90_000 } as const
const integration = readFileSync(join(root, 'examples/hand-written/index.js'), 'utf8')
const given = ['--target', 'node my-integration.mjs', '--flows', 'confirmation', '--deliver', 'webhook']
const has = (program: string): boolean => spawnSync(program, ['--version']).status === 0

/** Lines that a CI server hands to a shell, out of its file. */
function scriptOf(path: string, text: string): readonly string[] {
  if (path.endsWith('.sh')) return [text]
  const lines: string[] = []
  const walk = (value: unknown, key: string): void => {
    if (typeof value === 'string') {
      if (['run', 'script'].includes(key)) lines.push(value)
    } else if (Array.isArray(value)) for (const each of value) walk(each, key)
    else if (typeof value === 'object' && value !== null) for (const [name, each] of Object.entries(value)) walk(each, name)
  }
  walk(parse(text), '')
  return lines
}

/** Runs them as that server would: in a folder where npx finds this mfgsync, and npm has nothing to do. */
function runScript(lines: readonly string[], cwd: string): Promise<{ readonly code: number | null; readonly out: string }> {
  const programs = folder({
    npx: `#!/bin/sh\nshift\nexec "${process.execPath}" "${join(root, 'bin/run.js')}" "$@"\n`,
    npm: '#!/bin/sh\nexit 0\n',
  })
  for (const name of ['npx', 'npm']) chmodSync(join(programs, name), 0o755)
  const env = { ...process.env, CI: 'true', GITHUB_ACTIONS: '', PATH: `${programs}${delimiter}${process.env['PATH'] ?? ''}` }
  const child = spawn('sh', ['-e', '-c', lines.join('\n')], { cwd, env, stdio: ['ignore', 'pipe', 'pipe'] })
  let out = ''
  for (const stream of [child.stdout, child.stderr]) stream.on('data', (chunk: Buffer) => (out += chunk.toString('utf8')))
  return new Promise((done) => child.on('close', (code) => done({ code, out })))
}

describe('a CI file', () => {
  for (const kind of process.platform === 'win32' ? [] : ciKinds) {
    test.concurrent(`for ${kind} passes in a folder that had nothing but an integration`, slow, async () => {
      const cwd = folder({ 'my-integration.mjs': integration })
      const init = await cli(['init', ...given, '--ci', kind], { cwd })
      expect(init.code, init.stderr).toBe(0)
      const path = init.stdout.split('\n')[1]?.replace(' is written.', '') ?? ''
      const { code, out } = await runScript(scriptOf(path, readFileSync(join(cwd, path), 'utf8')), cwd)
      expectCode({ code, stdout: out, stderr: '' }, 0)
      expect(out).toContain('PASS  hello-confirmation')
      expect(existsSync(join(cwd, '.mfgsync/junit.xml'))).toBe(true)
    })
  }
})

describe('init', () => {
  test.concurrent('without a terminal needs all of it, or --yes, and writes nothing before', async () => {
    const cwd = folder()
    const { code, stderr } = await cli(['init', '--flows', 'confirmation'], { cwd })
    expect([code, stderr.split('\n')[0]]).toEqual([2, 'There is no terminal to ask at, and --target and --deliver are not given.'])
    expect(existsSync(join(cwd, 'mfgsync.config.yaml'))).toBe(false)
  })

  test.concurrent('adds the folder of runs to what is ignored, once', async () => {
    const cwd = folder({ '.gitignore': 'node_modules' })
    await cli(['init', '--yes'], { cwd })
    await cli(['init', '--yes', '--force'], { cwd })
    expect(readFileSync(join(cwd, '.gitignore'), 'utf8')).toBe('node_modules\n.mfgsync/\n')
  })

  test.concurrent('replaces nothing that is there, and then writes nothing at all', async () => {
    const cwd = folder({ 'integration.py': 'mine' })
    const { code, stderr } = await cli(['init', '--python'], { cwd })
    expect([code, stderr.includes('integration.py is there already')]).toEqual([2, true])
    expect(existsSync(join(cwd, 'mfgsync.config.yaml'))).toBe(false)
  })
})

/** Where a language is not there, or a package, its starting point is written and not run. */
const programs: Readonly<Record<string, string>> = { python: 'python3', java: 'java' }

describe('a starting point', () => {
  for (const { name, files } of starterKinds) {
    const program = programs[name]
    const runs = program !== undefined && has(program)
    if (!runs) console.log(`The starting point ${name} is written here, and not run: there is no ${program ?? 'package for it'}.`)
    test.concurrent(`in ${name} can be read in five minutes${runs ? ', and passes' : ''}`, slow, async () => {
      const cwd = folder()
      const init = await cli(['init', `--${name}`], { cwd })
      expect(init.code, init.stderr).toBe(0)
      const lines = files.flatMap((file) => readFileSync(join(cwd, file), 'utf8').split('\n'))
      expect(lines.length).toBeLessThan(260)
      if (!runs) return
      const verdict = await cli(['simulate', 'hello-confirmation'], { cwd })
      expectCode(verdict, 0)
      expect(verdict.stdout).toContain('PASS  hello-confirmation')
    })
  }
})

test('the starting point on Express is what is run with it: events as they come reach it', { timeout: 30_000 }, () => {
  const text = readFileSync(join(root, 'examples/starters/express/integration.mjs'), 'utf8')
  const cwd = folder()
  writeFileSync(join(cwd, 'integration.mjs'), text)
  expect(spawnSync(process.execPath, ['--check', join(cwd, 'integration.mjs')]).status).toBe(0)
  expect(text).toContain('application/cloudevents+json')
})
