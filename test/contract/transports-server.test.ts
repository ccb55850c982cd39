import { createServer } from 'node:net'
import { afterEach, describe, expect, test } from 'vitest'
import { limits } from '../../src/domain/limits.js'
import type { HttpExchange } from '../../src/transports/contract.js'
import { serveHttp } from '../../src/transports/http/server.js'
import { bench, closeAll, closeLater, fetchCode, json, rawClient, realTimers, until } from './transports-support.js'

afterEach(closeAll)

const post = (body: string): RequestInit => ({ method: 'POST', body, headers: { 'content-type': 'application/json' } })
const answerOk = (exchange: HttpExchange): void => void exchange.answer(json({ ok: true }))

describe('a request becomes an exchange', () => {
  test('with method, decoded path, query, headers by lower-case name and the whole body', async () => {
    const { server, exchange } = await bench(answerOk)
    const response = await fetch(`${server.url}/confirmations/MC%2D1%20%C3%BC?reference=MC%2D1&x=1`, {
      ...post('{"a":1}'),
      headers: { 'X-Correlation-ID': 'MC-1', 'content-type': 'application/json' },
    })
    expect(await response.json()).toEqual({ ok: true })
    const { request } = await exchange()
    expect(request).toMatchObject({ method: 'POST', path: '/confirmations/MC-1 ü', query: 'reference=MC%2D1&x=1' })
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

  test.each([['HEAD', 200], ['GET', 204], ['GET', 304]])('to %s with status %i has no body', async (method, status) => {
    const { server, exchange } = await bench()
    const pending = fetch(server.url, { method })
    const handover = await (await exchange()).answer(json({ a: 1 }, status))
    expect(handover).toEqual({ handedToOs: 0, clientClosedFirst: false })
    const response = await pending
    expect([response.status, await response.text()]).toEqual([status, ''])
  })
})

describe('disturbances', () => {
  test('reset is a real RST', async () => {
    const { server, exchange } = await bench((open) => open.reset())
    expect(await fetchCode(fetch(server.url, post('{}')))).toBe('ECONNRESET')
    const raw = await rawClient(server.port)
    raw.socket.write('GET / HTTP/1.1\r\nhost: x\r\n\r\n')
    expect(await raw.ended).toBe('ECONNRESET')
    const open = await exchange()
    expect(open.remoteClosed).toBe(true)
    await expect(open.answer(json({}))).rejects.toThrow('ended already')
  })

  test('hang keeps the client waiting until it gives up, which is told once', async () => {
    let closes = 0
    const { server, exchange } = await bench((open) => {
      open.hang()
      open.onClientClose(() => {
        closes += 1
      })
    })
    const abort = new AbortController()
    const pending = fetch(server.url, { signal: abort.signal }).catch((error: Error) => error.name)
    const open = await exchange()
    expect([closes, open.remoteClosed]).toEqual([0, false])
    abort.abort()
    expect(await pending).toBe('AbortError')
    await until(() => closes > 0)
    expect([closes, open.remoteClosed]).toEqual([1, true])
    open.reset()
    let late = 0
    open.onClientClose(() => {
      late += 1
    })
    expect([closes, late]).toEqual([1, 1])
  })

  test('an object that inherits from an exchange is that exchange', async () => {
    const { server, exchange } = await bench()
    const pending = fetch(`${server.url}/erp/confirmations`)
    const open = await exchange()
    const below = Object.create(open, { request: { value: { ...open.request, path: '/confirmations' } } }) as HttpExchange
    expect([below.request.path, below.remoteClosed]).toEqual(['/confirmations', false])
    await below.answer(json({ ok: true }))
    expect((await pending).status).toBe(200)
    await expect(open.answer(json({}))).rejects.toThrow('ended already')

    const lost = fetchCode(fetch(server.url))
    const second = await exchange(1)
    const inherited = Object.create(second) as HttpExchange
    inherited.reset()
    expect([await lost, second.remoteClosed, inherited.remoteClosed]).toEqual(['ECONNRESET', true, true])
  })

  test('a hanging exchange can still be answered', async () => {
    const { server, exchange } = await bench((open) => open.hang())
    const pending = fetch(server.url)
    await (await exchange()).answer(json({ late: true }))
    expect(await (await pending).json()).toEqual({ late: true })
  })

  test('what an ended exchange is told no longer matters: no callback after its answer', async () => {
    let closes = 0
    const { server, exchange } = await bench((open) => open.onClientClose(() => {
      closes += 1
    }))
    const client = await rawClient(server.port)
    client.socket.write('GET / HTTP/1.1\r\nhost: x\r\n\r\n')
    await (await exchange()).answer(json({}))
    client.socket.destroy()
    await until(() => server.connections() === 0)
    expect(closes).toBe(0)
  })

  test('a cut answer promises the whole body, and ends after the bytes asked for', async () => {
    const { server, exchange } = await bench()
    const client = await rawClient(server.port)
    client.socket.write('GET / HTTP/1.1\r\nhost: x\r\n\r\n')
    const handover = await (await exchange()).answer(json('0123456789'), { cutAfterBytes: 5 })
    expect(handover).toEqual({ handedToOs: 5, clientClosedFirst: false })
    expect(await client.ended).toBe('end')
    expect(client.text()).toMatch(/^HTTP\/1\.1 200 OK\r\n[^]*content-length: 12\r\n[^]*\r\n\r\n"0123$/)
  })

  test('fetch sees a status and then a broken body', async () => {
    const { server } = await bench((open) => void open.answer(json('0123456789'), { cutAfterBytes: 5 }))
    const response = await fetch(server.url)
    expect(response.status).toBe(200)
    await expect(response.text()).rejects.toThrow('terminated')
  })

  test.each([
    [0, 0],
    [11, 11],
    [12, 11],
    [1_000_000, 11],
  ])('a cut after %i of 12 bytes lets %i through, never all', async (after, through) => {
    const { server, exchange } = await bench()
    const client = await rawClient(server.port)
    client.socket.write('GET / HTTP/1.1\r\nhost: x\r\n\r\n')
    const handover = await (await exchange()).answer(json('0123456789'), { cutAfterBytes: after })
    expect(handover).toEqual({ handedToOs: through, clientClosedFirst: false })
    await client.ended
    expect(client.text().split('\r\n\r\n')[1]).toHaveLength(through)
  })

  test('a cut of an answer without a body is a reset', async () => {
    const { server, exchange } = await bench()
    const client = await rawClient(server.port)
    client.socket.write('GET / HTTP/1.1\r\nhost: x\r\n\r\n')
    await (await exchange()).answer({ status: 204, headers: {}, body: Buffer.alloc(0) }, { cutAfterBytes: 3 })
    expect([await client.ended, client.text()]).toEqual(['ECONNRESET', ''])
  })
})

describe('a pause', () => {
  test('refuses connections, closes kept-alive ones, and ends on the same port', async () => {
    const { server } = await bench(answerOk)
    const kept = await rawClient(server.port)
    kept.socket.write('GET / HTTP/1.1\r\nhost: x\r\n\r\n')
    await until(() => kept.text().includes('true'))
    const silent = await rawClient(server.port)
    const { port } = server
    await server.pause()
    expect([await kept.ended, await silent.ended]).toEqual(['end', 'end'])
    expect(await fetchCode(fetch(server.url))).toBe('ECONNREFUSED')
    await server.resume()
    expect(server.port).toBe(port)
    expect(await fetchCode(fetch(server.url))).toBe('status 200')
  })

  test('lets a request that has arrived be answered, then closes its connection', async () => {
    const { server, exchange } = await bench()
    const client = await rawClient(server.port)
    client.socket.write('GET / HTTP/1.1\r\nhost: x\r\n\r\n')
    const open = await exchange()
    await server.pause()
    expect(await open.answer(json({ done: true }))).toEqual({ handedToOs: 13, clientClosedFirst: false })
    expect(await client.ended).toBe('end')
    expect(client.text()).toMatch(/connection: close[^]*\{"done":true\}$/i)
  })

  test('repeated, and begun again before it has ended, it stays a pause', async () => {
    const { server } = await bench(answerOk)
    await Promise.all([server.pause(), server.pause()])
    const resumed = server.resume()
    await server.pause()
    await resumed
    expect(await fetchCode(fetch(server.url))).toBe('ECONNREFUSED')
    const first = server.resume()
    await server.pause()
    await Promise.all([first, server.resume(), server.resume()])
    expect(await fetchCode(fetch(server.url))).toBe('status 200')
  })

  test('ends with an error in words if the port never comes back, and can be ended later', async () => {
    const { server } = await bench(answerOk, { listen_again_ms_max: 40 })
    await server.pause()
    const borrower = createServer()
    await new Promise<void>((resolve) => borrower.listen(server.port, '127.0.0.1', resolve))
    await expect(server.resume()).rejects.toThrow(`Cannot listen on 127.0.0.1:${server.port}: another program uses that port.`)
    await new Promise((resolve) => borrower.close(resolve))
    await server.resume()
    expect(await fetchCode(fetch(server.url))).toBe('status 200')
  })

  test('waits for a port that another program has borrowed, unless it is closed meanwhile', async () => {
    const { server } = await bench(answerOk, { listen_again_ms_max: 60_000 })
    await server.pause()
    const borrower = createServer()
    await new Promise<void>((resolve) => borrower.listen(server.port, '127.0.0.1', resolve))
    const resumed = server.resume()
    await new Promise((resolve) => setTimeout(resolve, 60))
    await new Promise((resolve) => borrower.close(resolve))
    await resumed
    expect(await fetchCode(fetch(server.url))).toBe('status 200')

    await server.pause()
    const again = createServer()
    closeLater(() => void again.close())
    await new Promise<void>((resolve) => again.listen(server.port, '127.0.0.1', resolve))
    const pending = server.resume()
    await server.close()
    await pending
  })

  test('close ends everything at once, hanging exchanges too', async () => {
    const { server, exchange } = await bench((open) => open.hang())
    const code = fetchCode(fetch(server.url))
    const open = await exchange()
    await server.close()
    expect([open.remoteClosed, server.connections()]).toEqual([true, 0])
    expect(await code).not.toMatch(/^status/)
    await server.close()
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
        controller.enqueue(new Uint8Array(600))
        controller.close()
      },
    })
    expect((await fetch(server.url, { method: 'POST', body: stream, duplex: 'half' } as RequestInit)).status).toBe(413)
    expect(exchanges).toEqual([])
    expect(refused.map(({ kind, details }) => [kind, details.method, details.bytes])).toEqual([
      ['body-too-large', 'POST', 5_000],
      ['body-too-large', 'POST', 1_200],
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
  const second = serveHttp({ host: '127.0.0.1', port, limits, timers: realTimers, ...handlers })
  await expect(second).rejects.toThrow(
    `Cannot listen on 127.0.0.1:${port}: another program uses that port. Stop it, or configure another port.`,
  )
})
