import { spawn } from 'node:child_process'
import { chmodSync, readFileSync, writeFileSync } from 'node:fs'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { join } from 'node:path'
import { setTimeout as pause } from 'node:timers/promises'

import { describe, expect, onTestFinished, test } from 'vitest'

import { portFree } from '../../../src/target/free-port.js'
import { commandOf, processIds } from '../../../src/target/process-table.js'
import { resetTarget } from '../../../src/target/process.js'
import { targetSettings } from '../../../src/target/settings.js'
import { registeredCount } from '../../../src/target/registry.js'
import { context, family, fixture, fixtures, isAlive, started, tempDir } from './support.js'

const eventually = async (holds: () => boolean): Promise<void> => {
  await expect.poll(holds, { timeout: 5_000, interval: 20 }).toBe(true)
}

describe('a target that behaves', () => {
  test('gets ready on its port, has its process group, and stops on SIGTERM', async () => {
    const around = await context()
    const handle = await started(fixture(['server.mjs']), around)
    expect(handle.pid).toBeTypeOf('number')
    expect(await handle.ready).toBeUndefined()
    expect(await portFree(around.contract.port)).toBe(false)

    expect(await handle.stop()).toEqual({ how: 'stopped' })
    expect(await handle.exited).toMatchObject({ code: 0, signal: null, scripted: true, logTail: ['listening', 'bye'] })
    expect(await handle.verifyGone()).toBeUndefined()
    expect(await portFree(around.contract.port)).toBe(true)
    expect(await handle.stop()).toEqual({ how: 'already-gone' })
    expect(registeredCount()).toBe(0)
  })

  test.each([{ http: '/health' }, { log: '^listening$' }, { delay_ms: 200 }])('gets ready by %o', async (probe) => {
    const handle = await started(fixture(['server.mjs'], { ready: { probe } }), await context())
    expect(await handle.ready).toBeUndefined()
  })

  test('is killed and restarted: another process, the same port, the state directory kept', async () => {
    const around = await context()
    const settings = fixture(['server.mjs'])
    const first = await started(settings, around)
    await first.ready
    writeFileSync(join(around.contract.stateDir, 'inbox'), 'kept')
    expect(await first.kill()).toEqual({ how: 'killed' })
    expect(await first.exited).toMatchObject({ code: null, signal: 'SIGKILL', scripted: true })

    const second = await started(settings, { ...around, incarnation: 2 })
    expect(await second.ready).toBeUndefined()
    expect(second.incarnation).toBe(2)
    expect(second.pid).not.toBe(first.pid)
    expect(readFileSync(join(around.contract.stateDir, 'inbox'), 'utf8')).toBe('kept')
    // What it said has come through its pipe for sure once it has ended.
    await second.stop()
    expect(second.tail()).toEqual(['listening', 'bye'])
  })

  test('gets the whole contract in its environment', async () => {
    const around = await context({
      userEnv: {
        PATH: process.env['PATH'],
        NO_COLOR: '1',
        FORCE_COLOR: '0',
        NO_PROXY: 'corp.example',
        MFGSYNC_PLM_URL: 'http://left.over',
        OWN: 'mine',
      },
    })
    const handle = await started(fixture(['server.mjs'], { env: { SAP_BASE_URL: '${MFGSYNC_ERP_URL}/sap', MODE: '${OWN}-$${X}' } }), around)
    expect(await handle.ready).toBeUndefined()
    const env = (await (await fetch(`http://127.0.0.1:${around.contract.port}/env`)).json()) as Record<string, string>
    const { PATH, ...rest } = env
    expect(PATH).toBe(process.env['PATH'])
    expect(rest).toEqual({
      MFGSYNC_ERP_URL: 'http://127.0.0.1:4001',
      MFGSYNC_MES_URL: 'http://127.0.0.1:4002',
      MFGSYNC_ERP_DIALECT: 'plain',
      MFGSYNC_MES_DIALECT: 'plain',
      MFGSYNC_EXCEPTIONS_URL: 'http://127.0.0.1:4003/exceptions',
      MFGSYNC_RUN_ID: 'run-1',
      MFGSYNC_HARNESS: expect.stringContaining(String(process.pid)),
      MFGSYNC_SEED: '7',
      MFGSYNC_STATE_DIR: around.contract.stateDir,
      PORT: String(around.contract.port),
      NO_COLOR: '1',
      NO_PROXY: 'corp.example,127.0.0.1',
      no_proxy: 'corp.example,127.0.0.1',
      OWN: 'mine',
      SAP_BASE_URL: 'http://127.0.0.1:4001/sap',
      MODE: 'mine-${X}',
    })
  })
})

describe('a target that does not start', () => {
  test('exits at once', async () => {
    const handle = await started(fixture(['exits.mjs', '3']), await context())
    const error = await handle.ready
    expect(error?.what).toBe('exited-early')
    expect(error?.message).toMatch(/^the target exited with code 3 before it was ready, \d+ ms after its start; its last lines are below$/)
    expect(error?.logTail).toEqual(['cannot read my settings'])
    expect(await handle.exited).toMatchObject({ code: 3, signal: null, scripted: false })
  })

  test('never gets ready: told what to do, and nothing is left', async () => {
    const around = await context()
    const handle = await started(fixture(['silent.mjs'], { ready: { timeout_ms: 700 } }), around)
    const error = await handle.ready
    expect(error?.what).toBe('never-ready')
    expect(error?.message.replaceAll(String(around.contract.port), '<port>')).toBe(
      'the target never listened on 127.0.0.1:<port> within 700 ms; it must listen on the port that the variable PORT ' +
        'names; if it only polls, set target.deliver.mode to feed; if it needs longer, raise target.ready.timeout_ms',
    )
    expect(error?.logTail).toEqual(['thinking'])
    expect(isAlive(handle.pid ?? 0)).toBe(false)
  })

  test.each([
    [
      'a program',
      ['mfgsync-no-such-program'],
      'the program "mfgsync-no-such-program" was not found on PATH (/nowhere); check target.start (or --target) and that it is installed',
    ],
    [
      'a path',
      ['./no/such/file'],
      'the program "./no/such/file" was not found from <cwd>; check target.start (or --target) and that it is installed',
    ],
  ])('%s that is not there', async (_title, command, message) => {
    const around = await context({ userEnv: { PATH: '/nowhere' } })
    const handle = await started(targetSettings({ cwd: fixtures, start: { command } }), around)
    const error = await handle.ready
    expect(error?.what).toBe('not-found')
    expect(error?.message.replaceAll(fixtures, '<cwd>')).toBe(message)
    expect(handle.pid).toBeUndefined()
    expect((await handle.exited).error).toEqual(error)
  })

  test('a file that is no program, and a directory that is not there', async () => {
    const around = await context()
    const script = join(around.runDir, 'script')
    writeFileSync(script, 'not a program')
    chmodSync(script, 0o644)
    const plain = await started(targetSettings({ cwd: fixtures, start: { command: [script] } }), around)
    expect((await plain.ready)?.what).toBe('not-executable')
    const lost = await started(targetSettings({ cwd: join(around.runDir, 'no'), start: { command: ['node'] } }), around)
    expect((await lost.ready)?.what).toBe('bad-directory')
  })

  test('its port is taken by somebody else', async () => {
    const around = await context()
    const other = createServer().listen(around.contract.port, '127.0.0.1')
    onTestFinished(() => {
      other.close()
    })
    await new Promise((done) => other.once('listening', done))
    const handle = await started(fixture(['server.mjs']), around)
    expect((await handle.ready)?.what).toBe('port-taken')
    expect(handle.pid).toBeUndefined()
  })

  test('a mapped variable that nobody sets', async () => {
    const handle = await started(fixture(['server.mjs'], { env: { URL: '${MFGSYNC_ERP_ULR}' } }), await context())
    expect(await handle.ready).toMatchObject({
      what: 'bad-setting',
      message: expect.stringContaining('target.env.URL uses ${MFGSYNC_ERP_ULR}, which is not set'),
    })
  })
})

describe('ends', () => {
  test('a target that ignores SIGTERM is killed, and told so', async () => {
    const handle = await started(fixture(['stubborn.mjs'], { ready: { probe: { log: 'ready now' } } }), await context())
    await handle.ready
    const report = await handle.stop()
    expect(report.how).toBe('killed')
    expect(report.error?.what).toBe('ignored-sigterm')
    expect(report.error?.logTail).toEqual(['ready now', 'no'])
    expect((await handle.exited).signal).toBe('SIGKILL')
  })

  test('kill takes children, grandchildren and daemons with it', async () => {
    const handle = await started(fixture(['family.mjs'], { ready: { probe: { log: '^pid daemon' } } }), await context())
    await handle.ready
    await eventually(() => Object.keys(family(handle.tail().join('\n'))).length === 6)
    const { launcher = 0, daemon = 0, hidden = 0, ...pids } = family(handle.tail().join('\n'))
    await eventually(() => !isAlive(launcher))
    for (const pid of [daemon, hidden, ...Object.values(pids)]) expect(isAlive(pid)).toBe(true)
    expect(await handle.kill()).toEqual({ how: 'killed' })
    for (const pid of Object.values(pids)) expect(isAlive(pid)).toBe(false)
    // Only Linux lets one see whose somebody is that left group and session.
    for (const pid of [daemon, hidden]) {
      if (process.platform === 'linux') expect(isAlive(pid)).toBe(false)
      else process.kill(pid, 'SIGKILL')
    }
  })

  test('a death that nobody scripted is told as one, and takes its children with it', async () => {
    const handle = await started(fixture(['family.mjs'], { ready: { probe: { log: '^pid daemon' } } }), await context())
    await handle.ready
    await eventually(() => Object.keys(family(handle.tail().join('\n'))).length === 6)
    const pids = family(handle.tail().join('\n'))
    // Long enough to have been seen.
    await pause(200)
    process.kill(handle.pid ?? 0, 'SIGKILL')
    expect(await handle.exited).toMatchObject({ code: null, signal: 'SIGKILL', scripted: false })
    // Whoever was sent a signal is gone a little later.
    await eventually(() => Object.values(pids).every((pid) => !isAlive(pid)))
    expect(await handle.kill()).toEqual({ how: 'already-gone' })
  })

  test('killed while it starts: the start is told as ended by the run', async () => {
    const handle = await started(fixture(['silent.mjs']), await context())
    const [report, error] = await Promise.all([handle.kill(), handle.ready])
    expect(report.how).toBe('killed')
    expect(error?.message).toBe('the run ended the target before it was ready')
  })

  test.each(['SIGTERM', 'SIGINT', 'SIGKILL', 'throw', 'exit'])('nothing is left when mfgsync itself ends by %s', async (how) => {
    const runDir = tempDir()
    const host = spawn(
      process.execPath,
      ['--experimental-transform-types', join(fixtures, 'host.mjs'), join(import.meta.dirname, '../../../src/target'), runDir, how],
      { stdio: ['ignore', 'pipe', 'ignore'] },
    )
    onTestFinished(() => {
      host.kill('SIGKILL')
    })
    const ended = new Promise<NodeJS.Signals | number | null>((done) => {
      host.once('exit', (code, signal) => done(signal ?? code))
    })
    await new Promise((done) => host.stdout.once('data', done))
    if (how === 'SIGTERM' || how === 'SIGINT' || how === 'SIGKILL') host.kill(how)
    expect(await ended).toBe({ SIGTERM: 'SIGTERM', SIGINT: 'SIGINT', SIGKILL: 'SIGKILL', throw: 1, exit: 0 }[how])
    const pids = Object.values(family(readFileSync(join(runDir, 'target.log'), 'utf8')))
    expect(pids).toHaveLength(6)
    await eventually(() => pids.every((pid) => !isAlive(pid)))
  })

  test('nothing is left when mfgsync is killed before it knows the number of what it started', async () => {
    const host = spawn(
      process.execPath,
      ['--experimental-transform-types', join(fixtures, 'host.mjs'), join(import.meta.dirname, '../../../src/target'), tempDir(), 'early'],
      { stdio: ['ignore', 'pipe', 'ignore'] },
    )
    const pid = Number(await new Promise((done) => host.stdout.once('data', (chunk: Buffer) => done(chunk.toString()))))
    expect(pid).toBeGreaterThan(1)
    await eventually(() => !isAlive(pid))
  })

  test.runIf(process.platform === 'linux')(
    'who left group, session, environment and parents is found by the output that it holds',
    async () => {
      const word = `600.${process.pid}`
      const command = ['sh', '-c', `setsid sh -c 'env -i sleep ${word} & env -i sleep ${word} > /dev/null 2>&1 &'; exit 3`]
      const handle = await started(targetSettings({ cwd: fixtures, start: { command }, deliver: { mode: 'feed' } }), await context())
      expect(await handle.exited).toMatchObject({ code: 3 })
      const left = processIds().filter((one) => isAlive(one) && commandOf(one).includes(word))
      for (const one of left) process.kill(one, 'SIGKILL')
      // The other one holds nothing, and was gone from sight before anybody looked.
      expect(left.length).toBeLessThan(2)
    },
  )
})

describe('hooks', () => {
  const service = { start: { command: [process.execPath, 'launcher.mjs'] }, cwd: fixtures }
  const end = (signal: string): { readonly command: readonly string[] } => ({ command: [process.execPath, 'end-service.mjs', signal] })

  test('a launcher that ends well leaves a service, which the kill hook ends', async () => {
    const around = await context()
    const handle = await started(targetSettings({ ...service, kill: end('SIGKILL') }), around)
    expect(await handle.ready).toBeUndefined()
    const pid = Number(readFileSync(join(around.contract.stateDir, 'service.pid'), 'utf8'))
    expect(isAlive(pid)).toBe(true)
    expect(await handle.kill()).toEqual({ how: 'killed' })
    expect(isAlive(pid)).toBe(false)
    expect((await handle.exited).scripted).toBe(true)
  })

  test('the stop hook is used instead of SIGTERM', async () => {
    const around = await context()
    const handle = await started(targetSettings({ ...service, stop: end('SIGTERM') }), around)
    expect(await handle.ready).toBeUndefined()
    expect(await handle.stop()).toEqual({ how: 'stopped' })
    expect(await portFree(around.contract.port)).toBe(true)
  })

  test('reset: by command and by HTTP, and what is wrong when it fails', async () => {
    const around = await context()
    const asked: string[] = []
    const admin = createServer((request, response) => {
      asked.push(`${request.method ?? ''} ${request.url ?? ''} ${request.headers.authorization ?? '-'}`)
      response.statusCode = request.url === '/reset' ? 204 : 500
      response.end()
    }).listen(0, '127.0.0.1')
    onTestFinished(() => {
      admin.close()
    })
    await new Promise((done) => admin.once('listening', done))
    const base = `http://127.0.0.1:${(admin.address() as AddressInfo).port}`
    const reset = (hook: NonNullable<Parameters<typeof targetSettings>[0]['reset']>): ReturnType<typeof resetTarget> =>
      resetTarget(targetSettings({ cwd: fixtures, url: base, reset: hook, env: { ADMIN: 'Bearer abc' } }), around)

    expect(await reset({ http: { method: 'POST', url: `${base}/reset`, credentials_env: 'ADMIN' } })).toBeUndefined()
    expect(asked).toEqual(['POST /reset Bearer abc'])
    expect((await reset({ http: { method: 'POST', url: `${base}/no` } }))?.message).toBe(
      `target.reset: POST ${base}/no answered 500; expected a 2xx`,
    )
    expect(await reset({ command: [process.execPath, 'exits.mjs', '0'] })).toBeUndefined()
    expect((await reset({ command: [process.execPath, 'exits.mjs', '4'] }))?.message).toBe(
      'target.reset exited with code 4; expected exit code 0',
    )
    expect((await reset({ command: [process.execPath, 'silent.mjs'], timeout_ms: 300 }))?.message).toBe(
      'target.reset did not end within 300 ms; raise target.reset.timeout_ms if it needs longer',
    )
  })

  test('a running target is neither started nor killed', async () => {
    const around = await context()
    const server = createServer((_request, response) => response.end()).listen(around.contract.port, '127.0.0.1')
    onTestFinished(() => {
      server.close()
    })
    await new Promise((done) => server.once('listening', done))
    const handle = await started(targetSettings({ cwd: fixtures, url: `http://127.0.0.1:${around.contract.port}/base/` }), around)
    expect(await handle.ready).toBeUndefined()
    expect(handle.pid).toBeUndefined()
    expect(await handle.stop()).toEqual({ how: 'left-running' })
    expect(await handle.kill()).toMatchObject({ how: 'left-running', error: { what: 'no-hook' } })
    expect(await portFree(around.contract.port)).toBe(false)
  })
})
