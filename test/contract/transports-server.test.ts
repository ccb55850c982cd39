import { afterEach, describe, expect, test } from 'vitest'
import { limits } from '../../src/domain/limits.js'
import type { Exchange } from '../../src/transports/contract.js'
import { HttpServer } from '../../src/transports/http/server.js'
import { bench, closeAll, closeLater, fetchCode, json, rawClient, realTimers, until } from './transports-support.js'

afterEach(closeAll)

const post = (body: string): RequestInit => ({ method: 'POST', body, headers: { 'content-type': 'application/json' } })
const answerOk = (exchange: Exchange): void => void exchange.answer(json({ ok: true }))

describe('a request becomes an exchange', () => {
  test('with method, path as it was sent, query, headers by lower-case name and the whole body', async () => {
    const { server, exchange } = await bench(answerOk)
    const response = await fetch(`${server.url}/confirmations/MC%2D1%20%C3%BC?reference=MC%2D1&x=1`, {
      ...post('{"a":1}'),
      headers: { 'X-Correlation-ID': 'MC-1', 'content-type': 'application/json' },
    })
    expect(await response.json()).toEqual({ ok: true })
    const { request } = await exchange()
    expect(request).toMatchObject({ method: 'POST', path: '/confirmations/MC%2D1%20%C3%BC', query: 'reference=MC%2D1&x=1' })
    expect(request.headers['x-correlation-id']).toBe('MC-1')
    expect(request.headers['content-type']).toBe('application/json')
    expect(request.body.toString()).toBe('{"a":1}')
  })

  test.each([
    ['GET /a%zz HTTP/1.1', '/a%zz', ''],
    ['GET http://127.0.0.1:1/a?b=c HTTP/1.1', '/a', 'b=c'],
    ['GET http://127.0.0.1:1 HTTP/1.1', '/', ''],
    ['GET /?? HTTP/1.1', '/', '?'],
    ['OPTIONS * HTTP/1.1', '/*', ''],
  ])('%s is understood', async (line, path, query) => {
    const { server, exchange } = await bench(answerOk)
    const { socket } = await rawClient(server.port)
    socket.write(`${line}\r\nhost: x\r\n\r\n`)
    expect((await exchange()).request).toMatchObject({ path, query })
  })

  test('repeated headers are joined, and a header cannot reach a prototype', async () => {
    const { server, exchange } = await bench(answerOk)
    const { socket } = await rawClient(server.port)
    socket.write('GET / HTTP/1.1\r\nhost: x\r\nX-A: 1\r\nx-a: 2\r\nset-cookie: a\r\nset-cookie: b\r\n__proto__: p\r\n\r\n')
    const { headers } = (await exchange()).request
    expect({ ...headers }).toMatchObject({ 'x-a': '1, 2', 'set-cookie': 'a, b' })
    expect(headers['toString']).toBeUndefined()
    expect(headers['__proto__']).toBe('p')
  })

  test('a body that drips in byte by byte, in chunks, is one body', async () => {
    const { server, exchange } = await bench(answerOk)
    const { socket } = await rawClient(server.port)
    socket.write('POST /slow HTTP/1.1\r\nhost: x\r\ntransfer-encoding: chunked\r\n\r\n')
    for (const letter of 'abc') {
      socket.write(`1\r\n${letter}\r\n`)
      await new Promise((resolve) => setTimeout(resolve, 5))
    }
    socket.write('0\r\n\r\n')
    expect((await exchange()).request.body.toString()).toBe('abc')
  })

  test('requests in a pipeline are answered in their order', async () => {
    const { server, exchange } = await bench()
    const client = await rawClient(server.port)
    client.socket.write('GET /1 HTTP/1.1\r\nhost: x\r\n\r\nGET /2 HTTP/1.1\r\nhost: x\r\n\r\n')
    const second = await exchange(1)
    const first = await exchange(0)
    const late = second.answer(json('second'))
    await first.answer(json('first'))
    expect(await late).toEqual({ handedToOs: 8, clientClosedFirst: false })
    await until(() => client.text().includes('second'))
    expect(client.text().indexOf('first')).toBeLessThan(client.text().indexOf('second'))
  })

  test('many calls at once all get their own answer', async () => {
    const { server } = await bench((exchange) => void exchange.answer(json(exchange.request.path)))
    const paths = Array.from({ length: 300 }, (_, i) => `/${i}`)
    const answers = await Promise.all(paths.map(async (path) => (await fetch(server.url + path)).json()))
    expect(answers).toEqual(paths)
  })
})

describe('an answer', () => {
  test('says how many bytes were handed over, small or large', async () => {
    const large = Buffer.alloc(1_000_000, 120)
    const { server, exchange } = await bench()
    const pending = fetch(server.url)
    expect(await (await exchange()).answer(json({ a: 1 }))).toEqual({ handedToOs: 7, clientClosedFirst: false })
    await (await pending).arrayBuffer()
    const second = fetch(server.url)
    const handover = (await exchange(1)).answer({ status: 200, headers: {}, body: large })
    expect((await (await second).arrayBuffer()).byteLength).toBe(large.length)
    expect(await handover).toEqual({ handedToOs: large.length, clientClosedFirst: false })
  })

  test.each([256, 65_536, 65_537, 300_000])('of %i bytes of any value arrives byte for byte', async (size) => {
    const body = Buffer.from(Array.from({ length: size }, (_, i) => (i * 7 + (i >> 8)) & 0xff))
    const { server } = await bench((exchange) => void exchange.answer({ status: 200, headers: {}, body }))
    const received = Buffer.from(await (await fetch(server.url)).arrayBuffer())
    expect(received.equals(body)).toBe(true)
  })

  test('to a client that has gone, or that stops reading, is known not to have arrived', async () => {
    const { server, exchange } = await bench()
    const gone = await rawClient(server.port)
    gone.socket.write('GET / HTTP/1.1\r\nhost: x\r\n\r\n')
    const first = await exchange()
    gone.socket.destroy()
    await until(() => first.remoteClosed)
    expect(await first.answer(json({}))).toEqual({ handedToOs: 0, clientClosedFirst: true })

    const stalled = await rawClient(server.port)
    stalled.socket.write('GET / HTTP/1.1\r\nhost: x\r\n\r\n')
    stalled.socket.pause()
    const size = 64 * 1024 * 1024
    const handover = (await exchange(1)).answer({ status: 200, headers: {}, body: Buffer.alloc(size) })
    await new Promise((resolve) => setTimeout(resolve, 50))
    stalled.socket.destroy()
    const { handedToOs, clientClosedFirst } = await handover
    expect(clientClosedFirst).toBe(true)
    expect(handedToOs).toBeLessThan(size)
  })

  test('can be given once only', async () => {
    const { server, exchange } = await bench()
    const pending = fetch(server.url)
    const first = await exchange()
    await first.answer(json({}))
    await expect(first.answer(json({}))).rejects.toThrow('ended already')
    expect((await pending).status).toBe(200)
  })

  test('with a header that no wire can carry resets the connection and says so', async () => {
    const { server, exchange } = await bench()
    const code = fetchCode(fetch(server.url))
    await expect((await exchange()).answer(json({}, 200, { location: 'a\r\nb' }))).rejects.toThrow(/Invalid character in header content/)
    expect(await code).toBe('ECONNRESET')
  })

  test.each([
    ['HEAD', 200],
    ['GET', 204],
    ['GET', 304],
  ])('to %s with status %i has no body', async (method, status) => {
    const { server, exchange } = await bench()
    const pending = fetch(server.url, { method })
    const handover = await (await exchange()).answer(json({ a: 1 }, status))
    expect(handover).toEqual({ handedToOs: 0, clientClosedFirst: false })
    const response = await pending
    expect([response.status, await response.text()]).toEqual([status, ''])
  })
})

describe('what is no whole request', () => {
  test('a body over the limit is answered 413, whether its length is announced or not, and is not kept', async () => {
    const { server, refused, exchanges } = await bench(answerOk, { request_body_bytes_max: 1_000 })
    const announced = await fetch(server.url, post('x'.repeat(5_000)))
    expect(announced.status).toBe(413)
    const message = 'The body is larger than the 1000 bytes that are accepted.'
    expect(await announced.json()).toEqual({ error: { code: 'BODY_TOO_LARGE', message } })
    const stream = new ReadableStream({
      pull(controller) {
        controller.enqueue(new Uint8Array(600))
        controller.enqueue(new Uint8Array(401))
        controller.close()
      },
    })
    expect((await fetch(server.url, { method: 'POST', body: stream, duplex: 'half' } as RequestInit)).status).toBe(413)
    expect(exchanges).toEqual([])
    expect(refused.map(({ kind, details }) => [kind, details.method, details.bytes])).toEqual([
      ['body-too-large', 'POST', 5_000],
      ['body-too-large', 'POST', 1_001],
    ])
    expect((await fetch(server.url, post('x'.repeat(1_000)))).status).toBe(200)
  })

  test('a body without end is cut off', async () => {
    const { server, refusal } = await bench(answerOk, { request_body_bytes_max: 1_000, request_drain_bytes_max: 10_000 })
    const client = await rawClient(server.port)
    client.socket.write('POST / HTTP/1.1\r\nhost: x\r\ntransfer-encoding: chunked\r\n\r\n')
    const writing = setInterval(() => client.socket.write(`400\r\n${'x'.repeat(1_024)}\r\n`), 1)
    closeLater(() => clearInterval(writing))
    await client.ended
    expect((await refusal()).kind).toBe('body-too-large')
    await until(() => server.connections() === 0)
  })

  test('who asks first whether a large body is welcome is told no before sending it', async () => {
    const { server, exchange } = await bench(answerOk, { request_body_bytes_max: 1_000 })
    const client = await rawClient(server.port)
    client.socket.write('POST / HTTP/1.1\r\nhost: x\r\nexpect: 100-continue\r\ncontent-length: 5000\r\n\r\n')
    await client.ended
    expect(client.text()).toMatch(/^HTTP\/1\.1 413 /)
    const small = await rawClient(server.port)
    small.socket.write('POST / HTTP/1.1\r\nhost: x\r\nexpect: 100-continue\r\ncontent-length: 2\r\n\r\n')
    await until(() => small.text().startsWith('HTTP/1.1 100 Continue'))
    small.socket.write('{}')
    expect((await exchange()).request.body.toString()).toBe('{}')
  })

  test.each([
    ['HELLO\r\n\r\n', 'malformed', 400],
    ['GET / HTTP/1.1\r\nbad header\r\n\r\n', 'malformed', 400],
    ['POST / HTTP/1.1\r\nhost: x\r\ncontent-length: abc\r\n\r\n', 'malformed', 400],
    ['POST / HTTP/1.1\r\nhost: x\r\ncontent-length: 2\r\ntransfer-encoding: chunked\r\n\r\n', 'malformed', 400],
    ['POST / HTTP/1.1\r\nhost: x\r\ntransfer-encoding: chunked\r\n\r\nzz\r\n', 'malformed', 400],
    [`GET / HTTP/1.1\r\nhost: x\r\nx-large: ${'x'.repeat(70_000)}\r\n\r\n`, 'headers-too-large', 431],
    ['CONNECT erp.example:443 HTTP/1.1\r\nhost: x\r\n\r\n', 'malformed', 405],
  ])('%j is refused as %s', async (text, kind, status) => {
    const { server, refused, exchanges } = await bench(answerOk)
    const client = await rawClient(server.port)
    client.socket.write(text)
    await until(() => client.text().includes('}}'))
    await client.ended
    expect(client.text()).toMatch(new RegExp(`^HTTP/1\\.1 ${status} `))
    await until(() => server.connections() === 0)
    expect(refused.map((one) => one.kind)).toEqual([kind])
    expect(refused[0]?.details.message).toMatch(/^[A-Z].*[.)]$/)
    expect(exchanges).toEqual([])
  })

  // Node's own client announces no body with DELETE, and sends it all the same.
  test.each([
    ['in one piece', ['DELETE /1 HTTP/1.1\r\nhost: x\r\n\r\n{"a":1}']],
    ['while it waits', ['DELETE /1 HTTP/1.1\r\nhost: x\r\n\r\n', '{"a":1}']],
    ['behind two', ['GET /0 HTTP/1.1\r\nhost: x\r\n\r\nDELETE /1 HTTP/1.1\r\nhost: x\r\n\r\n{"a":1}']],
  ])('a request that came whole before what is none is answered, and is the last: %s', async (_how, pieces) => {
    const { server, exchange, exchanges, refused } = await bench()
    const client = await rawClient(server.port)
    const [first = '', second] = pieces
    client.socket.write(first)
    await exchange(0)
    if (second !== undefined) client.socket.write(second)
    await until(() => refused.length === 1)
    const last = first.startsWith('GET') ? await exchange(1) : await exchange(0)
    for (const each of exchanges) expect(await each.answer(json({ ok: each.request.path }))).toMatchObject({ clientClosedFirst: false })
    await client.ended
    expect(client.text().match(/HTTP\/1\.1 \d+/g)).toEqual(exchanges.map(() => 'HTTP/1.1 200'))
    expect(
      client
        .text()
        .match(/^connection: .*$/gim)
        ?.at(-1),
    ).toBe('connection: close')
    expect(client.text().endsWith(`{"ok":"${last.request.path}"}`)).toBe(true)
    expect(refused.map((one) => one.kind)).toEqual(['malformed'])
    await until(() => server.connections() === 0)
  })

  test.each([
    ['POST / HTTP/1.1\r\nhost: x\r\ncontent-length: 10\r\n\r\nabc', 3],
    ['POST / HTTP/1.1\r\nhost: x\r\ntransfer-encoding: chunked\r\n\r\n3\r\nabc\r\n', 3],
    ['POST / HTTP/1.1\r\nhost: x\r\ncontent-le', undefined],
  ])('a client that leaves in the middle of %j is told as such, once', async (text, bytes) => {
    for (const leave of ['end', 'destroy'] as const) {
      const { server, refused, exchanges } = await bench(answerOk)
      const client = await rawClient(server.port)
      client.socket.write(text)
      await new Promise((resolve) => setTimeout(resolve, 20))
      client.socket[leave]()
      await until(() => refused.length > 0 && server.connections() === 0)
      expect(refused.map(({ kind, details }) => [kind, details.bytes])).toEqual([['disconnected', bytes]])
      expect(exchanges).toEqual([])
    }
  })

  test('a connection too many is closed and told', async () => {
    const { server, refusal } = await bench(answerOk, { connections_count_max: 1 })
    const first = await rawClient(server.port)
    const second = await rawClient(server.port)
    expect(await second.ended).not.toBe('')
    expect(await refusal()).toEqual({
      kind: 'too-many-connections',
      details: { message: 'A connection was closed at once: there are 1 already.' },
    })
    first.socket.write('GET / HTTP/1.1\r\nhost: x\r\n\r\n')
    await until(() => first.text().includes('true'))
  })
})

test('a handler that throws resets its connection, is told, and takes nobody else with it', async () => {
  const { server, errors } = await bench((exchange) => {
    if (exchange.request.path === '/bad') throw new Error('broken')
    answerOk(exchange)
  })
  expect(await fetchCode(fetch(`${server.url}/bad`))).toBe('ECONNRESET')
  expect(await fetchCode(fetch(`${server.url}/good`))).toBe('status 200')
  expect(errors.map((error) => error.message)).toEqual(['broken'])
})

test('a port that is taken is told in words', async () => {
  const { server } = await bench(answerOk)
  const nothing = (): void => undefined
  const { port } = server
  const handlers = { onExchange: nothing, onRefused: nothing, onError: nothing }
  const second = HttpServer.open({ host: '127.0.0.1', port, limits, timers: realTimers, ...handlers })
  await expect(second).rejects.toThrow(
    `Cannot listen on 127.0.0.1:${port}: another program uses that port. Stop it, or configure another port.`,
  )
})
