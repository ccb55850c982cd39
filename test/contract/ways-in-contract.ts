import { afterEach, describe, expect, test } from 'vitest'
import type { Exchange, RefusedKind } from '../../src/transports/contract.js'
import { limits } from '../../src/domain/limits.js'
import { MemoryNetwork } from '../../src/transports/memory/network.js'
import { closeAll, fetchCode, json, realTimers, until } from './transports-support.js'

/** One way in to a system, as a client and a link see it. */
interface WayIn {
  readonly url: string
  readonly fetch: typeof fetch
  readonly exchanges: Exchange[]
  readonly refused: RefusedKind[]
  pause(): Promise<void>
  resume(): Promise<void>
}

export type OpenWayIn = (answer: (exchange: Exchange) => void) => Promise<WayIn>

export const smallLimits = { ...limits, request_body_bytes_max: 1_000, request_headers_bytes_max: 4_000 }

export const inMemory: OpenWayIn = async (answer) => {
  const exchanges: Exchange[] = []
  const refused: RefusedKind[] = []
  const url = 'http://erp.mfgsync.test'
  const network = new MemoryNetwork({ timers: realTimers, limits: smallLimits, travel_ms: () => 1, onStray: () => undefined })
  const host = network.listen(url, {
    onExchange: (exchange) => {
      exchanges.push(exchange)
      answer(exchange)
    },
    onRefused: (kind) => refused.push(kind),
  })
  return { url, fetch: network.fetch, exchanges, refused, pause: async () => host.pause(), resume: async () => host.resume() }
}

const nothing = (): void => undefined

/** An exchange from its arrival on. */
async function first({ exchanges }: WayIn): Promise<Exchange> {
  await until(() => exchanges.length > 0)
  return exchanges[0] as Exchange
}

/** What every way in does, whoever carries it. `codes`: an error of a connection has the code that a socket gives it. */
export function wayInContract(name: string, open: OpenWayIn, { codes = true }: { readonly codes?: boolean } = {}): void {
  afterEach(closeAll)

  describe(`the way in ${name}`, () => {
    test('hands a whole request over and an answer back', async () => {
      const way = await open((exchange) => void exchange.answer(json({ ok: true }, 201, { 'x-a': '1' })))
      const response = await way.fetch(`${way.url}/confirmations/MC%2D1?reference=a%20b`, {
        method: 'POST',
        body: '{"a":1}',
        headers: { 'X-Correlation-ID': 'MC-1', 'content-type': 'application/json' },
      })
      expect([response.status, response.headers.get('x-a'), await response.json()]).toEqual([201, '1', { ok: true }])
      const { request } = await first(way)
      expect(request).toMatchObject({ method: 'POST', path: '/confirmations/MC%2D1', query: 'reference=a%20b' })
      expect(request.headers).toMatchObject({ 'x-correlation-id': 'MC-1', 'content-type': 'application/json' })
      expect(request.headers['host']).toBe(new URL(way.url).host)
      expect(request.body.toString()).toBe('{"a":1}')
    })

    test('says how much of an answer left, and answers once', async () => {
      const way = await open(nothing)
      const answer = way.fetch(way.url)
      const exchange = await first(way)
      expect(await exchange.answer(json('text'))).toEqual({ handedToOs: 6, clientClosedFirst: false })
      await expect(exchange.answer(json('text'))).rejects.toThrow('ended already')
      expect(await (await answer).json()).toBe('text')
    })

    test.each([204, 304])('answers %i without a body', async (status) => {
      const way = await open((exchange) => void exchange.answer({ status, headers: {}, body: Buffer.from('x') }))
      const response = await way.fetch(way.url)
      expect([response.status, await response.text()]).toEqual([status, ''])
    })

    test('answers HEAD without a body', async () => {
      const way = await open((exchange) => void exchange.answer(json('text')))
      const response = await way.fetch(way.url, { method: 'HEAD' })
      expect([response.status, await response.text()]).toEqual([200, ''])
    })

    test('a reset is ECONNRESET to the caller', async () => {
      const way = await open((exchange) => exchange.reset())
      const code = await fetchCode(way.fetch(way.url, { method: 'POST', body: 'x' }))
      expect(codes ? ['ECONNRESET', 'UND_ERR_SOCKET'] : ['TypeError']).toContain(code)
      expect((await first(way)).remoteClosed).toBe(true)
    })

    test('a cut answer has its status, and breaks off in its body', async () => {
      const way = await open((exchange) => void exchange.answer(json({ a: 'long enough' }), { cutAfterBytes: 5 }))
      const response = await way.fetch(way.url)
      expect(response.status).toBe(200)
      const error: unknown = await response.text().catch((reason: unknown) => reason)
      expect(error).toBeInstanceOf(TypeError)
      expect(error).toMatchObject({ message: 'terminated', cause: { code: 'UND_ERR_SOCKET' } })
    })

    test('a cut lets through so many bytes, never all of them', async () => {
      for (const [cutAfterBytes, handedToOs] of [
        [0, 0],
        [2, 2],
        [100, 5],
      ] as const) {
        const way = await open(nothing)
        const answer = fetchCode(way.fetch(way.url))
        const exchange = await first(way)
        expect((await exchange.answer(json('text'), { cutAfterBytes })).handedToOs).toBe(handedToOs)
        expect(await answer).toBe('UND_ERR_SOCKET')
      }
    })

    test('a cut of nothing is a reset', async () => {
      const way = await open((exchange) => void exchange.answer({ status: 200, headers: {}, body: Buffer.alloc(0) }, { cutAfterBytes: 3 }))
      expect(await fetchCode(way.fetch(way.url))).toMatch(codes ? /ECONNRESET|UND_ERR_SOCKET/ : /^TypeError$/)
    })

    test('a caller that gives up is seen to leave, and gets no answer', async () => {
      const way = await open((exchange) => exchange.hang())
      const controller = new AbortController()
      const outcome = way.fetch(way.url, { signal: controller.signal }).catch((error: unknown) => error)
      const exchange = await first(way)
      let left = 0
      exchange.onClientClose(() => (left += 1))
      controller.abort(new DOMException('enough', 'TimeoutError'))
      expect(await outcome).toMatchObject({ name: 'TimeoutError' })
      await until(() => left === 1)
      expect(exchange.remoteClosed).toBe(true)
      expect(await exchange.answer(json('late'))).toEqual({ handedToOs: 0, clientClosedFirst: true })
      exchange.onClientClose(() => (left += 1))
      expect(left).toBe(2)
    })

    test('a caller that has given up before it calls reaches nobody', async () => {
      const way = await open(nothing)
      await expect(way.fetch(way.url, { signal: AbortSignal.abort() })).rejects.toMatchObject({ name: 'AbortError' })
      expect(way.exchanges).toEqual([])
    })

    test('in an outage nobody connects, what had arrived is answered, and afterwards it is back', async () => {
      const way = await open(nothing)
      const under = way.fetch(way.url)
      const exchange = await first(way)
      await way.pause()
      expect(await fetchCode(way.fetch(way.url))).toBe(codes ? 'ECONNREFUSED' : 'TypeError')
      await exchange.answer(json('done'))
      expect(await (await under).json()).toBe('done')
      await way.resume()
      const again = way.fetch(way.url)
      await until(() => way.exchanges.length === 2)
      await way.exchanges[1]?.answer(json('again'))
      expect(await (await again).json()).toBe('again')
    })

    test('what is too large is not kept: 413 and 431', async () => {
      const way = await open((exchange) => void exchange.answer(json('read')))
      const body = await way.fetch(way.url, { method: 'POST', body: 'x'.repeat(1_001) })
      expect(body.status).toBe(413)
      expect(await body.json()).toMatchObject({ error: { code: 'BODY_TOO_LARGE' } })
      const head = await way.fetch(way.url, { headers: { 'x-large': 'x'.repeat(4_001) } })
      expect(head.status).toBe(431)
      await until(() => way.refused.length === 2)
      expect(way.refused).toEqual(['body-too-large', 'headers-too-large'])
      expect(way.exchanges).toEqual([])
    })

    test('many calls at once all get their own answer', async () => {
      const way = await open((exchange) => void exchange.answer(json(exchange.request.path)))
      const paths = Array.from({ length: 100 }, (_unused, index) => `/${index}`)
      expect(await Promise.all(paths.map(async (path) => (await way.fetch(way.url + path)).json()))).toEqual(paths)
    })
  })
}
