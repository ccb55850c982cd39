import { createServer } from 'node:net'
import { existsSync, mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'

import { describe, expect, onTestFinished, test } from 'vitest'

import { splitCommand } from '../../../src/target/command-line.js'
import { freePort, portFree } from '../../../src/target/free-port.js'
import { forbiddenUrl, isLoopbackHost } from '../../../src/target/loopback.js'
import {
  baseUrl,
  canKill,
  contradictions,
  deliveryMode,
  exceptionSource,
  needsNamespace,
  patienceMs,
  targetSettings,
  webhookPath,
} from '../../../src/target/settings.js'
import { makeStateDir } from '../../../src/target/state-dir.js'
import { tempDir } from './support.js'

describe('splitCommand', () => {
  test.each([
    ['node dist/my-integration.js', ['node', 'dist/my-integration.js']],
    ['  node   a.js\t--x ', ['node', 'a.js', '--x']],
    [`java -jar 'my app.jar' "two words" ''`, ['java', '-jar', 'my app.jar', 'two words', '']],
    ['C:\\Tools\\node.exe C:\\app\\main.js', ['C:\\Tools\\node.exe', 'C:\\app\\main.js']],
    [`sh -c 'a && b | c'`, ['sh', '-c', 'a && b | c']],
    ['node a.js --name="J. Doe"', ['node', 'a.js', '--name=J. Doe']],
    ['node a.js A=1', ['node', 'a.js', 'A=1']],
  ])('%s', (text, command) => {
    expect(splitCommand(text)).toEqual({ command })
  })

  test.each([
    ['', 'the target command is empty'],
    [`''`, 'the target command is empty'],
    [`node "a.js`, 'has a quote " at character 6 that is never closed'],
    ['npm run build && npm start', `has "&&", and no shell reads it; write sh -c 'npm run build && npm start'`],
    ['PORT=1 node a.js', 'starts with PORT=…, and no shell reads it; put the variable under target.env of the config'],
  ])('refuses %s', (text, message) => {
    expect(splitCommand(text)).toEqual({ error: expect.stringContaining(message) })
  })
})

describe('settings', () => {
  test('every default is written out', () => {
    expect(targetSettings({ cwd: '/app', start: { command: ['node', 'my app.js'] } })).toMatchInlineSnapshot(`
      {
        "attribution": {
          "headers": [],
          "transform": [],
        },
        "cwd": "/app",
        "deliver": {
          "content_mode": "structured",
          "mode": "webhook",
          "paths": {},
          "sources": {},
        },
        "env": {},
        "exceptions": "desk",
        "label": "node 'my app.js'",
        "patience": {},
        "ready": {
          "probe": {
            "port": true,
          },
          "timeout_ms": 15000,
        },
        "redact": [],
        "start": {
          "command": [
            "node",
            "my app.js",
          ],
          "timeout_ms": 30000,
        },
      }
    `)
  })

  test('a poller is ready when it has lived a moment', () => {
    expect(targetSettings({ cwd: '/', start: { command: ['x'] }, deliver: { mode: 'feed' } }).ready.probe).toEqual({ delay_ms: 300 })
  })

  test('each source may come its own way; whoever is pushed anything must listen', () => {
    const { deliver, ready } = targetSettings({ cwd: '/', deliver: { mode: 'feed', sources: { wms: 'webhook' } } })
    expect([deliveryMode(deliver, 'mes'), deliveryMode(deliver, 'wms'), ready.probe]).toEqual(['feed', 'webhook', { port: true }])
  })

  test('a fact is posted by its type, else by the first of its flows that has a path', () => {
    const { deliver } = targetSettings({ cwd: '/', deliver: { paths: { reversal: '/undo', receipt: '/in', 'org.x.v1': '/x' } } })
    const path = (type: string, ...flows: readonly string[]): string => webhookPath(deliver, { type, flows })
    expect([path('org.x.v1', 'reversal'), path('t', 'putaway', 'receipt'), path('t', 'reversal'), path('t', 'other')]).toEqual([
      '/x',
      '/in',
      '/undo',
      '/events',
    ])
  })

  test('patience: the default, or what the target needs', () => {
    const patience = (retry_interval_ms?: number, client_timeout_ms?: number): number =>
      patienceMs({
        patience: {
          ...(retry_interval_ms !== undefined && { retry_interval_ms }),
          ...(client_timeout_ms !== undefined && { client_timeout_ms }),
        },
      })
    expect(patience()).toBe(60_000)
    expect(patience(60_000, 30_000)).toBe(182_000)
    expect(patience(1_000, 1_000)).toBe(6_000)
    expect(patience(100, 100)).toBe(3_000)
    expect(patience(1_000)).toBe(24_000)
    expect(patience(undefined, 30_000)).toBe(82_000)
  })

  test('what can be killed, what needs a namespace, where it listens', () => {
    const start = { command: ['x'], timeout_ms: 1 }
    const http = { http: { method: 'POST', url: 'http://127.0.0.1/' }, timeout_ms: 1 }
    expect([canKill({ start }), canKill({ start: http }), canKill({ start: http, kill: http }), canKill({ kill: start })]).toEqual([
      true,
      false,
      true,
      false,
    ])
    expect([needsNamespace({}), needsNamespace({ reset: http })]).toEqual([true, false])
    expect([baseUrl({}, 81), baseUrl({ url: 'http://127.0.0.1:82/x' }, 81)]).toEqual(['http://127.0.0.1:81', 'http://127.0.0.1:82/x'])
  })

  test('contradictions', () => {
    expect(contradictions(targetSettings({ cwd: '/' }))).toEqual([
      'neither start nor url nor module is given: say how the target is started, where it runs, or which module it is',
    ])
    expect(
      contradictions(
        targetSettings({
          cwd: '/',
          url: 'http://127.0.0.1:1',
          kill: { command: ['x'] },
          ready: { probe: { log: 'x' } },
          exceptions: { log: '(?<key>x)' },
        }),
      ),
    ).toHaveLength(3)
    expect(
      contradictions(targetSettings({ cwd: '/', start: { command: ['x'] }, kill: { command: ['x'] }, exceptions: { log: '(?<key>x)' } })),
    ).toEqual([])
  })

  test('exception sources have the words of the journal', () => {
    const of = (exceptions: NonNullable<Parameters<typeof targetSettings>[0]['exceptions']>): string =>
      exceptionSource(targetSettings({ cwd: '/', exceptions }).exceptions)
    expect([of('desk'), of('none'), of('nack'), of({ file: 'x' }), of({ log: 'x' }), of({ http: { url: 'x' } })]).toEqual([
      'desk',
      'none',
      'nack',
      'file',
      'log',
      'http',
    ])
  })
})

describe('ports', () => {
  test('a free port is free, below the range of outgoing connections, and handed out once', async () => {
    const ports = await Promise.all(Array.from({ length: 20 }, () => freePort()))
    expect(new Set(ports).size).toBe(20)
    for (const port of ports) expect(port).toBeLessThan(32_768)
    expect(await portFree(ports[0] ?? 0)).toBe(true)
  })

  test.each(['127.0.0.1', '0.0.0.0'])('a port on which somebody listens at %s is not', async (host) => {
    const port = await freePort()
    const server = createServer().listen(port, host)
    onTestFinished(() => {
      server.close()
    })
    await new Promise((done) => server.once('listening', done))
    expect(await portFree(port)).toBe(false)
  })
})

test('the state directory is fresh and empty in each run', () => {
  const run = join(tempDir(), 'new', 'run')
  const first = makeStateDir(run)
  mkdirSync(join(first, 'deep'))
  writeFileSync(join(first, 'deep', 'inbox.db'), 'old')
  expect(makeStateDir(run)).toBe(first)
  expect(existsSync(join(first, 'deep'))).toBe(false)
})

describe('addresses', () => {
  test.each([
    ['127.0.0.1', true],
    ['127.9.9.9', true],
    ['[::1]', true],
    ['localhost', true],
    ['a.localhost', true],
    ['127.0.0.1.evil.example', false],
    ['10.0.0.1', false],
    ['localhost.evil.example', false],
  ])('%s', (host, loopback) => {
    expect(isLoopbackHost(host)).toBe(loopback)
  })

  test('a URL beyond loopback is refused unless it is named', () => {
    expect(forbiddenUrl('http://127.0.0.1:1/', [])).toBeUndefined()
    expect(forbiddenUrl('https://flow.example/x', [])).toBe(
      'flow.example is not this machine; name it in network.allow_hosts if it may be called',
    )
    expect(forbiddenUrl('https://flow.example/x', ['flow.example'])).toBeUndefined()
    expect(forbiddenUrl('http://127.0.0.1@flow.example/', [])).toContain('must not carry a user')
    expect(forbiddenUrl('http://2130706433/', [])).toBeUndefined()
    expect(forbiddenUrl('file:///etc/passwd', [])).toContain('file:// is not supported')
    expect(forbiddenUrl('nonsense', [])).toContain('is not a URL')
  })
})
