import { request, type IncomingHttpHeaders } from 'node:http'
import { mkdtempSync, readFileSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { limits } from '../../src/domain/limits.js'
import { serveScenario } from '../../src/explore/serve.js'
import { judgeJournal, serve, type ServedChecks, type Serving } from '../../src/index.js'
import type { JournalRecord } from '../../src/journal/records.js'
import { defaultNetwork } from '../../src/sim/index.js'
import { freePort, releasePort } from '../../src/target/free-port.js'

interface Told {
  readonly status: number
  readonly headers: IncomingHttpHeaders
  readonly text: string
}

/** A request as it is said, Host header and all: fetch would not have it so. */
function ask(url: string, how: { method?: string; headers?: Record<string, string>; body?: string; named?: boolean } = {}): Promise<Told> {
  return new Promise((resolve, reject) => {
    const asked = request(url, { method: how.method ?? 'GET', headers: how.headers ?? {}, setHost: how.named ?? true }, (response) => {
      let text = ''
      response.setEncoding('utf8')
      response.on('data', (part: string) => (text += part))
      response.on('end', () => resolve({ status: response.statusCode ?? 0, headers: response.headers, text }))
    })
    asked.on('error', reject)
    asked.end(how.body)
  })
}

interface Page {
  readonly records: readonly JournalRecord[]
  readonly matched: number
  readonly leftOut: number
  readonly total: number
  readonly dropped: number
}
interface Told201 {
  readonly id: string
  readonly systems: Readonly<Record<string, { readonly path: string; readonly url: string }>>
  readonly env: Readonly<Record<string, string>>
  readonly self: string
  readonly journal: string
  readonly checks: string
}

const got = async <T>(url: string): Promise<T> => JSON.parse((await ask(url)).text) as T
const refusal = ({ status, text }: Told): readonly [number, string, string] => {
  const { error } = JSON.parse(text) as { error: { code: string; message: string } }
  return [status, error.code, error.message]
}
const control = '/_mfgsync'

/** Posts the confirmation that the one fact of `hello-confirmation` asks for. */
async function post(erp: string, mes: string, key = ''): Promise<number> {
  const { events } = await got<{ events: readonly { event: { data: Record<string, unknown> } }[] }>(`${mes}/events?after=0`)
  const { confirmation, plant, order, operation, kind, yield: good, scrap, rework } = events[0]?.event.data ?? {}
  const body = { plant, order, operation, kind, yield: good, scrap, rework, postingDate: '2026-03-02', reference: confirmation }
  const headers = { 'content-type': 'application/json', ...(key !== '' && { 'idempotency-key': key }) }
  return (await ask(`${erp}/confirmations`, { method: 'POST', headers, body: JSON.stringify(body) })).status
}

let base: string
let serving: Serving
const errors: string[] = []
const ownScenario = join(mkdtempSync(join(tmpdir(), 'mfgsync-serve-')), 'own-one.yaml')

beforeAll(async () => {
  const shipped = readFileSync(new URL('../../scenarios/hello-confirmation.yaml', import.meta.url), 'utf8')
  writeFileSync(ownScenario, shipped.replace('name: hello-confirmation', 'name: own-one'))
  const port = await freePort()
  serving = await serveScenario({
    scenario: 'hello-confirmation',
    network: { ...defaultNetwork, one_host: true, one_host_port: port },
    tool: 'test',
    onError: (message) => void errors.push(message),
  })
  releasePort(port)
  base = new URL(serving.controlUrl).origin
})
afterAll(async () => {
  await serving.close()
  expect(errors).toEqual([])
})

/** Makes a session for as long as `work` takes. */
async function inSession<T>(body: string, work: (session: Told201) => Promise<T>): Promise<T> {
  const made = await ask(`${base}${control}/sessions`, { method: 'POST', body })
  expect(made.status, made.text).toBe(201)
  const session = JSON.parse(made.text) as Told201
  try {
    return await work(session)
  } finally {
    await ask(session.self, { method: 'DELETE' })
  }
}

describe('journal and checks', () => {
  test('tell of one fact what came in, what was posted and what was answered', () =>
    inSession('', async ({ systems, journal }) => {
      const { erp, mes } = systems
      expect(await post(erp?.url ?? '', mes?.url ?? '', 'K-1')).toBe(201)
      await ask(`${erp?.url}/stock`)
      const byKey = await got<Page>(`${journal}?fact=MC-000001`)
      expect(byKey.records.map(({ kind }) => kind)).toEqual([
        'fact',
        'offer',
        'exposed',
        'call.arrived',
        'effect',
        'effect',
        'effect',
        'effect',
        'call.served',
        'answer',
        'call.closed',
      ])
      expect([byKey.matched, byKey.leftOut, byKey.dropped]).toEqual([11, 0, 0])
      expect(byKey.total).toBeGreaterThan(11)
      expect((await got<Page>(`${journal}?fact=mes:MC-000001`)).records).toEqual(byKey.records)
      expect((await got<Page>(`${journal}?fact=MC-000009`)).matched).toBe(0)
      const kinds = await got<Page>(`${journal}?kind=effect,call.closed&system=erp`)
      expect(new Set(kinds.records.map(({ kind }) => kind))).toEqual(new Set(['effect', 'call.closed']))
      const ofMes = await got<Page>(`${journal}?system=mes`)
      expect(ofMes.records.map(({ kind }) => kind)).toEqual([
        'fact',
        'offer',
        'call.arrived',
        'call.served',
        'answer',
        'call.closed',
        'exposed',
      ])
    }))

  test('a page has the newest records, or with a cursor those after it, and counts the others', () =>
    inSession('', async ({ systems, journal }) => {
      for (let index = 0; index < 5; index += 1) await ask(`${systems['erp']?.url}/stock`)
      const newest = await got<Page>(`${journal}?limit=3`)
      expect([newest.records.map(({ seq }) => seq), newest.matched, newest.leftOut]).toEqual([[20, 21, 22], 22, 19])
      const after = await got<Page>(`${journal}?after=2&limit=4`)
      expect([after.records.map(({ seq }) => seq), after.leftOut]).toEqual([[3, 4, 5, 6], 16])
      const lines = await ask(`${journal}?limit=2`, { headers: { accept: 'application/x-ndjson' } })
      expect(lines.headers['content-type']).toContain('ndjson')
      expect([lines.headers['mfgsync-matched'], lines.headers['mfgsync-left-out'], lines.headers['mfgsync-dropped']]).toEqual([
        '22',
        '20',
        '0',
      ])
      expect(
        lines.text
          .trimEnd()
          .split('\n')
          .map((line) => (JSON.parse(line) as JournalRecord).seq),
      ).toEqual([21, 22])
      expect((await ask(`${journal}?format=ndjson`)).text.split('\n')).toHaveLength(23)
    }))

  test('the checks say of a duplicate that it would fail, and that of an end nobody knows', () =>
    inSession('', async ({ systems, checks }) => {
      const before = await got<ServedChecks>(checks)
      expect([before.verdict, before.failed, before.judged.facts]).toEqual(['unknown', [], 1])
      expect(before.wouldFail).toContain('every-event-accounted')
      const loss = before.checks.find(({ check }) => check === 'every-event-accounted')
      expect(loss).toMatchObject({
        class: 'liveness',
        verdict: 'unknown',
        violations: 1,
        why: expect.stringContaining('never comes to rest'),
      })
      expect(loss?.soFar).toContain('MC-000001')
      const { erp, mes } = systems
      await post(erp?.url ?? '', mes?.url ?? '', 'K-1')
      const once = await got<ServedChecks>(checks)
      expect([once.verdict, once.failed, once.wouldFail]).toEqual(['unknown', [], []])
      expect(once.checks.filter(({ class: of, verdict }) => of === 'safety' && verdict === 'pass').length).toBeGreaterThan(3)
      await post(erp?.url ?? '', mes?.url ?? '', 'K-2')
      const twice = await got<ServedChecks>(checks)
      // Whoever cancels one of the two has done no harm: that is known at the end alone.
      expect([twice.verdict, twice.failed]).toEqual(['unknown', []])
      expect(twice.wouldFail).toEqual(expect.arrayContaining(['no-duplicate-effect', 'one-live-doc-per-extref']))
    }))

  test('the file of a session is judged as the session is', () =>
    inSession('', async ({ systems, self, checks }) => {
      const { erp, mes } = systems
      await post(erp?.url ?? '', mes?.url ?? '', 'K-1')
      await post(erp?.url ?? '', mes?.url ?? '', 'K-2')
      const path = join(mkdtempSync(join(tmpdir(), 'mfgsync-serve-')), 'journal.jsonl')
      writeFileSync(path, (await ask(`${self}/journal.jsonl`)).text)
      const told = judgeJournal(path)
      const failed = told.results.filter((result) => result.verdict === 'fail' && !result.advisory).map(({ check }) => check)
      expect(failed).toEqual((await got<ServedChecks>(checks)).failed)
    }))
})

describe('sessions', () => {
  test('two at once do not see one another, nor the first landscape', async () => {
    const [one, other] = await Promise.all(
      ['{"seed": 7}', '{"seed": 7}'].map((body, index) =>
        inSession(body, async ({ systems, env, checks, journal }) => {
          const { erp, mes } = systems
          expect(env['MFGSYNC_ERP_URL']).toBe(erp?.url)
          expect(env['MFGSYNC_EXCEPTIONS_URL']).toBe(`${systems['desk']?.url}/exceptions`)
          for (let times = 0; times <= index; times += 1) expect(await post(erp?.url ?? '', mes?.url ?? '', `K-${times}`)).toBe(201)
          const { items } = await got<{ items: readonly unknown[] }>(`${erp?.url}/confirmations?reference=MC-000001`)
          return { documents: items.length, ...(await got<ServedChecks>(checks)), page: await got<Page>(`${journal}?kind=effect`) }
        }),
      ),
    )
    expect([one?.documents, one?.failed]).toEqual([1, []])
    expect(one?.wouldFail).toEqual([])
    expect([other?.documents, other?.wouldFail]).toEqual([2, expect.arrayContaining(['no-duplicate-effect'])])
    expect([one?.page.matched, other?.page.matched]).toEqual([4, 7])
    expect((await got<Page>(`${base}${control}/journal?kind=effect`)).matched).toBe(0)
  })

  test('come with another scenario, seed and dedupe', () =>
    inSession('{"scenario": "mes-confirmation-burst", "seed": 3, "dedupe": "external-reference"}', async (session) => {
      expect(session).toMatchObject({ scenario: 'mes-confirmation-burst', seed: 3 })
      const { events } = await got<{ events: readonly unknown[] }>(`${session.systems['mes']?.url}/events?after=0`)
      expect(events.length).toBeGreaterThan(10)
      const [listed] = (await got<{ sessions: readonly Told201[] }>(`${base}${control}/sessions`)).sessions.filter(
        ({ id }) => id === session.id,
      )
      expect(listed?.systems).toEqual(session.systems)
      expect(await got(session.self)).toMatchObject({ id: session.id, seed: 3 })
    }))

  test('are gone once deleted', async () => {
    const self = await inSession('', async (session) => session.self)
    for (const path of ['', '/erp/stock', '/journal']) {
      expect(refusal(await ask(`${self}${path}`))).toEqual([404, 'NO_SUCH_SESSION', expect.stringContaining('was deleted')])
    }
    expect((await ask(self, { method: 'DELETE' })).status).toBe(404)
  })

  test('are as many as the limit, and one more is refused with what to do', async () => {
    const make = (): Promise<Told> => ask(`${base}${control}/sessions`, { method: 'POST' })
    const { sessions } = await got<{ sessions: readonly unknown[] }>(`${base}${control}/sessions`)
    const made = await Promise.all(Array.from({ length: limits.served_sessions_count_max - sessions.length }, make))
    expect(refusal(await make())).toEqual([429, 'TOO_MANY_SESSIONS', expect.stringMatching(/DELETE \/_mfgsync\/sessions.*idle longest/)])
    for (const { text } of made) await ask((JSON.parse(text) as Told201).self, { method: 'DELETE' })
    expect((await make()).status).toBe(201)
  })
})

describe('what is refused', () => {
  const bodies: readonly (readonly [string, string, string, RegExp])[] = [
    ['broken JSON', '{bad', 'MALFORMED_JSON', /not JSON/],
    ['no object', '[1]', 'NOT_UNDERSTOOD', /no JSON object/],
    ['an unknown field', '{"sead": 1}', 'NOT_UNDERSTOOD', /sead: unknown; did you mean "seed"\?$/],
    ['a field of every object', '{"__proto__": 1, "constructor": 2}', 'NOT_UNDERSTOOD', /unknown/],
    ['a seed that is none', '{"seed": -1}', 'NOT_UNDERSTOOD', /seed: -1; expected a whole number from 0/],
    ['a mode that is none', '{"dedupe": "maybe"}', 'NOT_UNDERSTOOD', /dedupe: "maybe"; expected one of/],
    ['an unknown scenario', '{"scenario": "hello"}', 'NO_SUCH_LANDSCAPE', /did you mean "hello-confirmation"/],
    ['a path', '{"scenario": "../scenarios/hello-confirmation.yaml"}', 'NO_SUCH_LANDSCAPE', /start mfgsync serve with its path/],
  ]
  test.each(bodies)('a session of %s', async (_what, body, code, message) => {
    const told = await ask(`${base}${control}/sessions`, { method: 'POST', body })
    expect(refusal(told)).toEqual([400, code, expect.stringMatching(message)])
  })

  const questions: readonly (readonly [string, number, RegExp])[] = [
    ['/journal?kind=efect', 400, /kind: "efect" is none; did you mean "effect"/],
    ['/journal?system=xyz', 400, /known are/],
    ['/journal?limit=0', 400, /limit: "0"; expected a whole number from 1/],
    ['/journal?after=1&after=2', 400, /given more than once/],
    ['/journal?what=1', 400, /what: unknown/],
    ['/checks?fact=1', 400, /takes no query/],
    ['/nothing', 404, /Nothing is at/],
    ['/journal/more', 404, /Nothing is at/],
    ['/sessions/none', 404, /no session "none"/],
    ['/sessions/none/erp/stock', 404, /no session "none"/],
  ]
  test.each(questions)('%s (%i)', async (path, status, message) => {
    const [told, , why] = refusal(await ask(`${base}${control}${path}`))
    expect([told, why]).toEqual([status, expect.stringMatching(message)])
  })

  test('a method that is not possible, a system that a session does not have, a path of no system', async () => {
    const deleted = await ask(`${base}${control}/journal`, { method: 'DELETE' })
    expect([deleted.status, deleted.headers['allow']]).toEqual([405, 'GET, HEAD'])
    await inSession('', async ({ self }) => {
      expect(refusal(await ask(`${self}/sap/stock`))).toEqual([404, 'NO_SUCH_PATH', expect.stringContaining('erp, mes and desk')])
    })
    expect(refusal(await ask(`${base}/erpx/stock`))).toEqual([404, 'NO_SUCH_PATH', expect.stringContaining('/erp, /mes and /desk')])
  })

  test('a Host header that is not this machine, whatever is asked', async () => {
    for (const host of [
      'evil.example',
      'evil.example:80',
      '127.0.0.1.evil.example',
      'localhost.evil',
      '127.0.0.1@evil',
      '10.0.0.1',
      undefined,
    ]) {
      for (const path of ['/erp/stock', control, `${control}/sessions/none/erp/stock`]) {
        expect(refusal(await ask(`${base}${path}`, host === undefined ? { named: false } : { headers: { host } }))).toEqual([
          403,
          'HOST_NOT_LOOPBACK',
          expect.stringContaining('127.0.0.1'),
        ])
      }
    }
    for (const host of ['localhost:1', 'localhost', '127.0.0.1', '[::1]:4000', '[::1]'])
      expect((await ask(`${base}/erp/stock`, { headers: { host } })).status).toBe(200)
  })

  test('a page of another site, at a system', async () => {
    for (const headers of [{ origin: 'http://evil.example' }, { origin: 'null' }, { 'sec-fetch-site': 'cross-site' }] as const) {
      for (const method of ['GET', 'POST', 'OPTIONS']) {
        const told = await ask(`${base}/erp/stock`, { method, headers: headers as Readonly<Record<string, string>> })
        expect(refusal(told)).toEqual([403, 'FOREIGN_ORIGIN', expect.stringContaining('comes from a page')])
      }
    }
    for (const headers of [{ origin: 'http://localhost:5173', 'sec-fetch-site': 'cross-site' }, { 'sec-fetch-site': 'same-site' }])
      expect((await ask(`${base}/erp/stock`, { headers: headers as Readonly<Record<string, string>> })).status).toBe(200)
  })

  test('a page of a browser, below the control path', async () => {
    const pages = [
      { origin: 'http://evil.example' },
      { origin: 'null' },
      { origin: base },
      { 'sec-fetch-site': 'cross-site' },
      { 'sec-fetch-site': 'same-site' },
    ]
    await inSession('', async ({ systems }) => {
      for (const headers of pages as readonly Record<string, string>[]) {
        for (const url of [`${base}${control}/sessions`, `${systems['erp']?.url}/stock`]) {
          for (const method of ['GET', 'POST', 'OPTIONS']) {
            const told = await ask(url, { method, headers })
            expect(refusal(told)).toEqual([403, 'NOT_FOR_PAGES', expect.stringContaining('page of a browser')])
            expect(told.headers['access-control-allow-origin']).toBeUndefined()
          }
        }
      }
      for (const site of ['none', 'same-origin'])
        expect((await ask(`${base}${control}/checks`, { headers: { 'sec-fetch-site': site } })).status).toBe(200)
    })
  })
})

describe('serve()', () => {
  test('answers on the port of every system, and has sessions in the program too', async () => {
    const own = await serve({ scenario: ownScenario, seeds: [2] })
    try {
      for (const { url } of own.systems) expect(await got(`${url}${control}`)).toMatchObject({ scenario: 'own-one', seed: 2 })
      expect(own.controlUrl).toBe(`${own.systems[0]?.url}${control}`)
      const session = own.openSession({ seed: 5 })
      expect([session.scenario, session.seed, session.env['MFGSYNC_SEED']]).toEqual(['own-one', 5, '5'])
      await post(session.urls['erp'] ?? '', session.urls['mes'] ?? '')
      expect(session.records().some(({ kind }) => kind === 'effect')).toBe(true)
      expect(own.records().map(({ kind }) => kind)).toEqual(['fact', 'offer'])
      expect([session.checks().verdict, own.checks().wouldFail]).toEqual(['unknown', expect.arrayContaining(['every-event-accounted'])])
      expect(own.openSession({ scenario: 'own-one' }).seed).toBe(2)
      expect(() => own.openSession({ scenario: 'none' })).toThrow('There is no scenario "none" here')
      session.close()
      expect((await ask(`${session.urls['erp']}/stock`)).status).toBe(404)
    } finally {
      await own.close()
    }
  })

  test('does not serve beyond this machine, nor a scenario that is not there', async () => {
    const how = { scenario: 'hello-confirmation', tool: 'test', onError: () => undefined }
    await expect(serveScenario({ ...how, network: { ...defaultNetwork, bind: '0.0.0.0' } })).rejects.toThrow('on this machine alone')
    await expect(serve({ scenario: 'none' })).rejects.toThrow('there is no scenario "none"')
  })
})
