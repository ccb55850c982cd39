import { execFileSync } from 'node:child_process'
import { appendFileSync, renameSync, writeFileSync } from 'node:fs'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { join } from 'node:path'

import { describe, expect, onTestFinished, test } from 'vitest'

import { logPatternProblem } from '../../../src/target/exceptions/log.js'
import { watchExceptions, type ExceptionSighting, type ExceptionWatcher } from '../../../src/target/exceptions/index.js'
import { targetSettings, type ExceptionInput } from '../../../src/target/settings.js'
import { realTimers } from '../../contract/transports-support.js'
import { context, fixture, started } from './support.js'

interface Watched {
  readonly watcher: ExceptionWatcher
  readonly seen: ExceptionSighting[]
  readonly problems: string[]
}

async function watch(
  exceptions: (runDir: string) => ExceptionInput,
  around?: Awaited<ReturnType<typeof context>>,
): Promise<Watched & { readonly around: Awaited<ReturnType<typeof context>> }> {
  const place = around ?? (await context({ userEnv: { PATH: process.env['PATH'], LIST_AUTH: 'Bearer list' } }))
  const seen: ExceptionSighting[] = []
  const problems: string[] = []
  const watcher = watchExceptions(
    targetSettings({ cwd: place.runDir, start: { command: ['x'] }, exceptions: exceptions(place.runDir) }),
    { contract: { MFGSYNC_STATE_DIR: place.contract.stateDir }, userEnv: place.userEnv, log: place.log, timers: realTimers, fetch },
    { sighting: (sighting) => seen.push(sighting), problem: (message) => problems.push(message) },
  )
  if (!watcher) throw new Error('nothing is watched')
  onTestFinished(() => watcher.stop())
  return { watcher, seen, problems, around: place }
}

describe('exceptions in a file', () => {
  test.skipIf(process.platform === 'win32')('a pipe is none: waiting for it would have no end', async () => {
    const { watcher, problems, around } = await watch(() => ({ file: 'pipe' }))
    execFileSync('mkfifo', [join(around.runDir, 'pipe')])
    await watcher.flush()
    expect(problems).toEqual([expect.stringContaining('it is a pipe or a device, not a file')])
  })

  test('a key with blanks and commas is told as a whole too, and so is its plant', async () => {
    const { watcher, seen, around } = await watch(() => ({ file: 'x.jsonl' }))
    writeFileSync(join(around.runDir, 'x.jsonl'), '{"fact":"MC/1, a b","plant":"P2"}\n')
    await watcher.flush()
    expect(seen).toEqual([{ xid: 'file:P2/MC/1+a+b', keys: ['MC/1', 'a', 'b'], whole: 'MC/1, a b', plant: 'P2', status: 'open' }])
  })

  test('one number in two plants is two exceptions, wherever the plant stands', async () => {
    const { watcher, seen, around } = await watch(() => ({ file: 'x.jsonl', fields: { plant: 'about.site' } }))
    const lines = ['P1', 'P2'].map((site) => JSON.stringify({ fact: 'MC-000001', about: { site }, reason: `closed in ${site}` }))
    writeFileSync(join(around.runDir, 'x.jsonl'), `${lines.join('\n')}\n`)
    await watcher.flush()
    expect(seen.map(({ xid, plant, reason }) => [xid, plant, reason])).toEqual([
      ['file:P1/MC-000001', 'P1', 'closed in P1'],
      ['file:P2/MC-000001', 'P2', 'closed in P2'],
    ])
  })

  test('a partial line counts when it is whole, split within a character too', async () => {
    const { watcher, seen, problems, around } = await watch(() => ({ file: '${MFGSYNC_STATE_DIR}/x.jsonl' }))
    const path = join(around.contract.stateDir, 'x.jsonl')
    await watcher.flush()
    const line = Buffer.from('{"fact":"MC-000001","class":"business","reason":"Menge ungültig"}\n')
    const cut = line.indexOf(0xc3) + 1
    writeFileSync(path, line.subarray(0, cut))
    await watcher.flush()
    expect(seen).toEqual([])
    appendFileSync(path, line.subarray(cut))
    await watcher.flush()
    expect(seen).toEqual([{ xid: 'file:MC-000001', keys: ['MC-000001'], class: 'business', reason: 'Menge ungültig', status: 'open' }])
    expect(problems).toEqual([])
  })

  test('a whole last line needs no newline, and counts once', async () => {
    const { watcher, seen, around } = await watch(() => ({ file: 'x.jsonl' }))
    const path = join(around.runDir, 'x.jsonl')
    writeFileSync(path, '{"exception":"X-1","facts":["MC-000001","MC-000002"],"owner":"planner"}')
    await watcher.flush()
    appendFileSync(path, '\n{"exception":"X-1","facts":["MC-000001"],"status":"closed","resolution":"posted"}\n')
    await watcher.flush()
    expect(seen).toEqual([
      { xid: 'X-1', keys: ['MC-000001', 'MC-000002'], owner: 'planner', status: 'open' },
      { xid: 'X-1', keys: ['MC-000001'], status: 'closed', resolution: 'posted' },
    ])
  })

  test('what stood there before the run is none of this run; a replaced or shortened file is read from its start', async () => {
    const around = await context()
    const path = join(around.runDir, 'x.jsonl')
    writeFileSync(path, '{"fact":"OLD"}\n')
    const { watcher, seen } = await watch(() => ({ file: path }), around)
    await watcher.flush()
    appendFileSync(path, '{"fact":"A"}\n')
    await watcher.flush()
    writeFileSync(`${path}.new`, '{"fact":"B"}\n{"fact":"B2"}\n{"fact":"B3"}\n')
    renameSync(`${path}.new`, path)
    await watcher.flush()
    writeFileSync(path, '{"fact":"C"}\n')
    await watcher.flush()
    expect(seen.flatMap((sighting) => sighting.keys)).toEqual(['A', 'B', 'B2', 'B3', 'C'])
  })

  test('fields of its own, and lines that cannot be understood', async () => {
    const { watcher, seen, problems, around } = await watch(() => ({
      file: 'x.jsonl',
      fields: { key: 'data.no', reason: 'why.text', id: 'n' },
    }))
    const path = join(around.runDir, 'x.jsonl')
    writeFileSync(
      path,
      [
        '{"n":7,"data":{"no":"MC-000003"},"why":{"text":"token=abcdef"}}',
        'oops',
        '{"fact":"MC-000004"}',
        '',
        `{"x":"${'x'.repeat(2 * 1024 * 1024)}"}`,
        '{"n":8,"data":{"no":"MC-000005"}}',
        '',
      ].join('\n'),
    )
    await watcher.flush()
    expect(seen).toEqual([
      { xid: '7', keys: ['MC-000003'], reason: 'token=[redacted]', status: 'open' },
      { xid: '8', keys: ['MC-000005'], status: 'open' },
    ])
    expect(problems.map((problem) => problem.replaceAll(path, '<file>'))).toEqual([
      'line 2 of <file> is not a JSON object; expected one exception per line, such as ' +
        '{"fact":"MC-000001","class":"business","reason":"…"}',
      'line 3 of <file> names no fact; expected its business key in "data.no"',
      'line 5 of <file> is longer than 1048576 bytes and was not read',
    ])
  })

  test('is followed without being asked', async () => {
    const { seen, around } = await watch(() => ({ file: 'x.jsonl' }))
    writeFileSync(join(around.runDir, 'x.jsonl'), '{"fact":"MC-000001"}\n')
    await expect.poll(() => seen.length, { timeout: 5_000 }).toBe(1)
  })
})

describe('exceptions in the log', () => {
  test('are taken from lines of a real process, secrets redacted', async () => {
    const { seen, around } = await watch(() => ({ log: 'EXCEPTION (?<key>\\S+) \\[(?<class>\\w+)\\] (?<reason>.*)' }))
    const handle = await started(
      fixture(['teller.mjs', 'INFO posted MC-000001', '12:00 EXCEPTION MC-000002,MC-000003 [business] refused, password=xyz', 'done'], {
        ready: { probe: { log: '^done' } },
      }),
      around,
    )
    await handle.ready
    expect(seen).toEqual([
      {
        xid: 'log:MC-000002+MC-000003',
        keys: ['MC-000002', 'MC-000003'],
        whole: 'MC-000002,MC-000003',
        class: 'business',
        reason: 'refused, password=[redacted]',
        status: 'open',
      },
    ])
  })

  test('a pattern must be one, with a key', () => {
    expect(logPatternProblem('DLQ (?<key>\\S+)')).toBeUndefined()
    expect(logPatternProblem('DLQ \\S+')).toContain('no group "key"')
    expect(logPatternProblem('(?<key>a)(?<mood>b)')).toContain('has a group "mood"')
    expect(logPatternProblem('(?<key>a')).toContain('Invalid regular expression')
  })
})

describe('exceptions in a list', () => {
  test('are told when they are new, change, or go away', async () => {
    let answer: { readonly status: number; readonly body: string } = { status: 200, body: '{"data":{"rows":[]}}' }
    const authorizations = new Set<string | undefined>()
    const server = createServer((request, response) => {
      authorizations.add(request.headers.authorization)
      response.statusCode = answer.status
      response.end(answer.body)
    }).listen(0, '127.0.0.1')
    onTestFinished(() => {
      server.close()
    })
    await new Promise((done) => server.once('listening', done))
    const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}/dlq`
    const { watcher, seen, problems } = await watch(() => ({ http: { url, items: 'data.rows', credentials_env: 'LIST_AUTH' } }))
    const rows = async (...items: readonly object[]): Promise<void> => {
      answer = { status: 200, body: JSON.stringify({ data: { rows: items } }) }
      await watcher.flush()
    }
    await rows({ id: 1, fact: 'MC-000001' })
    await rows({ id: 1, fact: 'MC-000001' }, { id: 2, fact: 'MC-000002' })
    await rows({ id: 1, fact: 'MC-000001', status: 'resolved', resolution: 'posted' })
    expect(seen).toEqual([
      { xid: '1', keys: ['MC-000001'], status: 'open' },
      { xid: '2', keys: ['MC-000002'], status: 'open' },
      { xid: '1', keys: ['MC-000001'], status: 'closed', resolution: 'posted' },
      { xid: '2', keys: ['MC-000002'], status: 'closed' },
    ])
    expect([...authorizations]).toEqual(['Bearer list'])
    expect(problems).toEqual([])
    for (const broken of [
      { status: 503, body: '' },
      { status: 200, body: '<html>' },
      { status: 200, body: '{"items":[]}' },
      { status: 200, body: '{"data":{"rows":[{}]}}' },
    ]) {
      answer = broken
      await watcher.flush()
    }
    expect(problems.map((problem) => problem.replaceAll(url, '<url>'))).toMatchInlineSnapshot(`
      [
        "the list of exceptions at <url> answered 503; expected 200",
        "the answer of <url> is not JSON",
        "the answer of <url> has no list at "data.rows"; set exceptions.http.items",
        "an entry of <url> names no fact; expected its business key in "fact", or where fields.key of the config says",
      ]
    `)
    expect(seen).toHaveLength(4)
  })

  test('a list that cannot be reached is a problem only when it is asked for', async () => {
    const { watcher, problems, around } = await watch(() => ({ http: { url: 'http://127.0.0.1:9/x' } }))
    await new Promise((done) => setTimeout(done, 500))
    expect(problems).toEqual([])
    await watcher.flush()
    expect(problems).toEqual([expect.stringMatching(/^the list of exceptions at http:\/\/127\.0\.0\.1:9\/x (was refused|failed)/)])
    expect(around.log.tail()).toEqual([])
  })
})

test('desk, nack and none need no watcher', async () => {
  const around = await context()
  const sink = { sighting: () => undefined, problem: () => undefined }
  for (const exceptions of ['desk', 'nack', 'none'] as const) {
    expect(
      watchExceptions({ exceptions, cwd: around.runDir }, { contract: {}, userEnv: {}, log: around.log, timers: realTimers, fetch }, sink),
    ).toBeUndefined()
  }
})
