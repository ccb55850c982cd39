import { createServer } from 'node:net'
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { alive, cli, folder, journalLines, leaveNothingBehind, onlyJournal, root } from './support/cli.js'

leaveNothingBehind()

const config = (target: string, more = ''): Readonly<Record<string, string>> => ({
  'mfgsync.config.yaml': `version: 1\ntarget: ${target}\n${more}`,
})
const reference = JSON.stringify(join(root, 'examples/reference/index.js'))

/** Something that holds a port as long as `use` takes. */
async function withPort<T>(use: (port: number) => Promise<T>): Promise<T> {
  const server = createServer().listen(0, '127.0.0.1')
  await new Promise((done) => server.once('listening', done))
  const address = server.address()
  try {
    return await use(typeof address === 'object' && address ? address.port : 0)
  } finally {
    await new Promise((done) => server.close(done))
  }
}

describe('a target that does not work is told from a conviction (4)', () => {
  const cases: readonly (readonly [string, string, Readonly<Record<string, string>>, RegExp])[] = [
    ['cannot be found', '{start: {command: [no-such-program]}}', {}, /"no-such-program" was not found on PATH/],
    [
      'exits at once',
      '{start: {command: [node, x.mjs]}}',
      { 'x.mjs': "console.error('no database'); process.exit(7)\n" },
      /code 7[\s\S]*no database/,
    ],
    [
      'never gets ready',
      '{start: {command: [node, x.mjs]}, ready: {port: true, timeout_ms: 800}}',
      { 'x.mjs': 'setInterval(() => {}, 1000)\n' },
      /ready|PORT/,
    ],
    ['has no such script', '{start: {command: [node, absent.mjs]}}', {}, /Cannot find module/],
  ]
  test.concurrent.each(cases)('%s', async (_, target, files, message) => {
    const cwd = folder({ ...config(target), ...files })
    const out = join(cwd, 'runs')
    const { code, stdout, stderr } = await cli(['simulate', 'hello-confirmation', '--out', out], { cwd })
    expect(code, stdout + stderr).toBe(4)
    expect(stdout).toMatch(message)
    expect(stdout).toContain('SET-UP ERROR')
    const pids = journalLines(onlyJournal(out)).flatMap((record) =>
      record['kind'] === 'target.spawned' && typeof record['pid'] === 'number' ? [record['pid']] : [],
    )
    expect(pids.filter(alive)).toEqual([])
    const again = await cli(['check', onlyJournal(out), '--quiet'], { cwd })
    expect(again.code, again.stdout).toBe(4)
  })

  test.concurrent('it was never understood: every delivery is answered 404, and no call came', async () => {
    const cwd = folder({
      ...config('{start: {command: [node, x.mjs]}, patience: {retry_interval_ms: 500, client_timeout_ms: 500}}'),
      'x.mjs':
        "import { createServer } from 'node:http'\ncreateServer((q, s) => { q.resume(); s.statusCode = 404; s.end() " +
        "}).listen(Number(process.env.PORT), '127.0.0.1')\n",
    })
    const { code, stdout } = await cli(['simulate', 'hello-confirmation', '--variant', 'clean'], { cwd })
    expect(code, stdout).toBe(4)
    expect(stdout).toMatch(/404/)
  })
})

test.concurrent('a target that ignores SIGTERM is killed, with everything that it started', { timeout: 60_000 }, async () => {
  const cwd = folder({
    ...config('{start: {command: [node, stubborn.mjs]}, patience: {retry_interval_ms: 500, client_timeout_ms: 500}}'),
    'stubborn.mjs':
      `process.on('SIGTERM', () => console.log('no'))\nconst { spawn } = await import('node:child_process')\nconst child = ` +
      `spawn(process.execPath, ['-e', 'process.on("SIGTERM", () => {}); setInterval(() => {}, 1000)'], { stdio: 'ignore' })\n` +
      `console.log('child ' + child.pid)\nawait ` +
      `import(${JSON.stringify(join(root, 'examples/reference/index.js'))})\nsetInterval(() => {}, 1000)\n`,
  })
  const out = join(cwd, 'runs')
  const { code, stdout, stderr } = await cli(['simulate', 'hello-confirmation', '--variant', 'clean', '--out', out], { cwd })
  expect(code, stdout + stderr).toBe(4)
  const journal = onlyJournal(out)
  const log = readFileSync(join(journal, '..', 'target.log'), 'utf8')
  const child = Number(/child (\d+)/.exec(log)?.[1])
  expect(child).toBeGreaterThan(0)
  const pids = journalLines(journal).flatMap((record) =>
    record['kind'] === 'target.spawned' && typeof record['pid'] === 'number' ? [record['pid']] : [],
  )
  expect([child, ...pids].filter(alive)).toEqual([])
})

describe('what is in the way (2)', () => {
  test.concurrent('the port of a system is taken', () =>
    withPort(async (port) => {
      const { code, stderr, stdout } = await cli(['simulate', 'hello-confirmation'], {
        cwd: folder(config(`{start: {command: [node, ${reference}]}}`, `network: {ports: {erp: ${port}}}\n`)),
      })
      expect(code, stdout + stderr).toBe(2)
      expect(stderr).toMatch(new RegExp(`127\\.0\\.0\\.1:${port}: another program uses that port`))
    }))

  test.concurrent('the port of the target is taken', () =>
    withPort(async (port) => {
      const { code, stderr, stdout } = await cli(['simulate', 'hello-confirmation'], {
        cwd: folder(config(`{start: {command: [node, ${reference}]}}`, `network: {target_port: ${port}}\n`)),
      })
      expect(code, stdout + stderr).toBe(2)
      expect(stdout + stderr).toContain(String(port))
    }))

  test.concurrent('the folder for runs is a file, or cannot be written', async () => {
    const cwd = folder({ taken: 'a file\n' })
    const ends = await Promise.all(
      ['taken', 'taken/below', ...(process.platform === 'linux' ? ['/proc/mfgsync-runs'] : [])].map((out) =>
        cli(['simulate', 'hello-confirmation', '--out', out], { cwd }),
      ),
    )
    for (const { code, stderr } of ends) {
      expect(code, stderr).toBe(2)
      expect(stderr).toMatch(/Put that right, or choose another place \(--out names/)
    }
  })
})
