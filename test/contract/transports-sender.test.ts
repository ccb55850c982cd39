import { createServer as createTcpServer, type Socket } from 'node:net'
import { afterEach, describe, expect, test } from 'vitest'
import { limits } from '../../src/domain/limits.js'
import type { HttpSender, HttpServer, SendHttpOptions } from '../../src/transports/contract.js'
import { createHttpSender } from '../../src/transports/http/sender.js'
import { bench, closeAll, closeLater, json, realTimers, until } from './transports-support.js'

afterEach(closeAll)

function sender(bodyMax: number = limits.answer_body_bytes_max): HttpSender {
  const created = createHttpSender({ timers: realTimers, limits: { answer_body_bytes_max: bodyMax } })
  closeLater(() => created.close())
  return created
}

function to(server: HttpServer, changed: Partial<SendHttpOptions> = {}): SendHttpOptions {
  const headers = { 'content-type': 'application/json' }
  return { url: `${server.url}/events?x=1`, method: 'POST', headers, body: Buffer.from('{"a":1}'), timeout_ms: 30_000, ...changed }
}

/** A target that is no HTTP server of ours, to misbehave byte by byte. */
async function tcpTarget(onData: (socket: Socket) => void): Promise<string> {
  const sockets = new Set<Socket>()
  const server = createTcpServer((socket) => {
    sockets.add(socket)
    socket.on('error', () => undefined)
    socket.on('data', () => onData(socket))
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  closeLater(() => {
    for (const socket of sockets) socket.destroy()
    server.close()
  })
  const address = server.address()
  return `http://127.0.0.1:${typeof address === 'object' && address !== null ? address.port : 0}/events`
}

describe('a delivery that is answered', () => {
  test('carries method, path, headers and body, and brings back status, headers and body', async () => {
    const { server, exchange } = await bench((open) => void open.answer(json({ taken: true }, 202, { 'x-a': 'b' })))
    let written = 0
    const result = await sender().send(
      to(server, {
        onBodyWritten: () => {
          written += 1
        },
      }),
    )
    expect(result).toMatchObject({ status: 202, complete: true, requestWritten: true, bodyBytes: 14 })
    expect(result).toMatchObject({ notConnected: false, timedOut: false, aborted: false })
    expect(result).not.toHaveProperty('error')
    expect(result.headers['x-a']).toBe('b')
    expect(result.body.toString()).toBe('{"taken":true}')
    expect(written).toBe(1)
    const { request } = await exchange()
    expect(request).toMatchObject({ method: 'POST', path: '/events', query: 'x=1' })
    expect(request.headers).toMatchObject({ 'content-type': 'application/json', 'content-length': '7' })
    expect(request.body.toString()).toBe('{"a":1}')
  })

  test('a redirect is an answer, not a way', async () => {
    const { server, exchanges } = await bench((open) => void open.answer(json({}, 307, { location: '/elsewhere' })))
    expect((await sender().send(to(server))).status).toBe(307)
    expect(exchanges).toHaveLength(1)
  })

  test('a connection is used again, and not after it was forgotten', async () => {
    const { server } = await bench((open) => void open.answer(json({})))
    const source = sender()
    const reused: boolean[] = []
    for (const forget of [false, true, false]) {
      reused.push((await source.send(to(server))).reusedConnection)
      await new Promise((resolve) => setTimeout(resolve, 5))
      if (forget) source.forgetConnections()
    }
    expect(reused).toEqual([false, true, false])
  })

  test('a body beyond the limit is counted, not kept', async () => {
    const { server } = await bench((open) => void open.answer({ status: 200, headers: {}, body: Buffer.alloc(300_000, 120) }))
    const result = await sender(1_000).send(to(server))
    expect([result.complete, result.body.length, result.bodyBytes]).toEqual([true, 1_000, 300_000])
  })
})

describe('a delivery that is not answered', () => {
  test('after the time-out: the whole request was written, the status is not known, the connection is closed', async () => {
    const { server, exchange } = await bench((open) => open.hang())
    const result = await sender().send(to(server, { timeout_ms: 50 }))
    expect(result).toMatchObject({ status: null, complete: false, timedOut: true, error: 'TIMEOUT' })
    expect(result).toMatchObject({ requestWritten: true, notConnected: false })
    await until(() => server.connections() === 0)
    expect((await exchange()).remoteClosed).toBe(true)
  })

  test('a status whose body never ends is no whole answer', async () => {
    const url = await tcpTarget((socket) => socket.write('HTTP/1.1 200 OK\r\ncontent-length: 10\r\n\r\nabc'))
    const result = await sender().send({ url, method: 'POST', headers: {}, body: Buffer.from('{}'), timeout_ms: 50 })
    expect(result).toMatchObject({ status: 200, complete: false, timedOut: true, bodyBytes: 3 })
  })

  test('reset by the target', async () => {
    const { server } = await bench((open) => open.reset())
    const result = await sender().send(to(server))
    expect(result).toMatchObject({ status: null, complete: false, error: 'ECONNRESET', requestWritten: true, notConnected: false })
  })

  test('cut by the target', async () => {
    const { server } = await bench((open) => void open.answer(json('0123456789'), { cutAfterBytes: 4 }))
    expect(await sender().send(to(server))).toMatchObject({ status: 200, complete: false, error: 'ECONNRESET', bodyBytes: 4 })
  })

  test('refused: nothing was written, whatever our own buffers took', async () => {
    const { server } = await bench()
    await server.pause()
    let written = 0
    const result = await sender().send(
      to(server, {
        onBodyWritten: () => {
          written += 1
        },
      }),
    )
    expect(result).toMatchObject({ status: null, error: 'ECONNREFUSED', requestWritten: false, notConnected: true })
    expect(written).toBe(0)
  })

  test('a kept-alive connection that the target has reset is told as such', async () => {
    const { server } = await bench((open) => {
      if (open.request.path === '/2') open.reset()
      else void open.answer(json({}))
    })
    const source = sender()
    await source.send(to(server, { url: `${server.url}/1` }))
    await new Promise((resolve) => setTimeout(resolve, 5))
    const result = await source.send(to(server, { url: `${server.url}/2` }))
    expect(result).toMatchObject({ reusedConnection: true, error: 'ECONNRESET', status: null })
  })

  test('answered by something that is no HTTP', async () => {
    const url = await tcpTarget((socket) => socket.end('SSH-2.0\r\n\r\n'))
    const result = await sender().send({ url, method: 'POST', headers: {}, body: Buffer.from('{}'), timeout_ms: 30_000 })
    expect(result).toMatchObject({ status: null, complete: false, notConnected: false })
    expect(result.error).toMatch(/^HPE_/)
  })

  test('https: to something that speaks no TLS', async () => {
    const url = (await tcpTarget((socket) => socket.end('HTTP/1.1 400 Bad Request\r\n\r\n'))).replace('http:', 'https:')
    const result = await sender().send({ url, method: 'POST', headers: {}, body: Buffer.from('{}'), timeout_ms: 30_000 })
    expect(result).toMatchObject({ status: null, complete: false, requestWritten: false })
    expect(result.error).toMatch(/^E/)
  })

  test('given up by the one who sends it, before or while it is under way', async () => {
    const { server, exchange } = await bench((open) => open.hang())
    const abort = new AbortController()
    const pending = sender().send(to(server, { signal: abort.signal }))
    await exchange()
    abort.abort()
    expect(await pending).toMatchObject({ status: null, aborted: true, error: 'ABORTED', notConnected: false })
    const late = await sender().send(to(server, { signal: abort.signal }))
    expect(late).toMatchObject({ aborted: true, requestWritten: false, notConnected: true })
  })

  test('closing the sender ends what is under way', async () => {
    const { server, exchange } = await bench((open) => open.hang())
    const source = sender()
    const pending = source.send(to(server))
    await exchange()
    source.close()
    expect(await pending).toMatchObject({ status: null, error: 'ECONNRESET' })
  })
})

test.each(['', 'events', 'ftp://127.0.0.1/', 'http://'])('%j is no address to deliver to', async (url) => {
  const sending = sender().send({ url, method: 'POST', headers: {}, body: Buffer.alloc(0), timeout_ms: 1 })
  await expect(sending).rejects.toThrow(`"${url}" is not a web address; expected one such as http://127.0.0.1:3000/events.`)
})

test('a header that cannot be written is told, not sent', async () => {
  const { server, exchanges } = await bench()
  await expect(sender().send(to(server, { headers: { authorization: 'a\nb' } }))).rejects.toThrow('authorization')
  expect(exchanges).toEqual([])
})
