import { createServer } from 'node:http'
import { createServer as createTcpServer, type Server, type Socket } from 'node:net'
import { afterEach, describe, expect, test } from 'vitest'
import type { SendHttpOptions } from '../../src/transports/contract.js'
import { HttpSender } from '../../src/transports/http/sender.js'
import { bench, closeAll, closeLater, json, realTimers, until } from './transports-support.js'
import type { HttpServer } from '../../src/transports/http/server.js'

afterEach(closeAll)

function sender(): HttpSender {
  const created = new HttpSender(realTimers)
  closeLater(() => created.close())
  return created
}

function to(server: HttpServer, changed: Partial<SendHttpOptions> = {}): SendHttpOptions {
  const headers = { 'content-type': 'application/json' }
  return { url: `${server.url}/events?x=1`, method: 'POST', headers, body: Buffer.from('{"a":1}'), timeout_ms: 30_000, ...changed }
}

test('nothing is sent once it is closed: the port may be somebody else by then', async () => {
  const target = await bench()
  const closed = new HttpSender(realTimers)
  closed.close()
  expect(await closed.send(to(target.server))).toMatchObject({ status: null, notConnected: true })
})

/** A target that is no HTTP server of ours, to misbehave byte by byte. */
async function tcpTarget(onData: (socket: Socket) => void): Promise<string> {
  const sockets = new Set<Socket>()
  const server = createTcpServer((socket) => {
    sockets.add(socket)
    socket.on('error', () => undefined)
    socket.on('data', () => onData(socket))
  })
  closeLater(() => {
    for (const socket of sockets) socket.destroy()
  })
  return `http://127.0.0.1:${await listening(server)}/events`
}

async function listening(server: Server): Promise<number> {
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  closeLater(() => void server.close())
  const address = server.address()
  return typeof address === 'object' && address !== null ? address.port : 0
}

describe('a delivery that is answered', () => {
  test('brings back the beginning of a refusal, and nothing of what came with a yes', async () => {
    const { server } = await bench((open) => void open.answer(json({ error: 'x'.repeat(5_000) }, 500)))
    const { status, says = '' } = await sender().send(to(server))
    expect([status, says.length, says.slice(0, 12)]).toEqual([500, 1_024, '{"error":"xx'])
  })

  test('carries method, path, headers and body, and brings back the status', async () => {
    const { server, exchange } = await bench((open) => void open.answer(json({ taken: true }, 202, { 'x-a': 'b' })))
    let written = 0
    const result = await sender().send(
      to(server, {
        onBodyWritten: () => {
          written += 1
        },
      }),
    )
    expect(result).toEqual({ status: 202, notConnected: false, timedOut: false })
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
    let connections = 0
    const server = createServer((_request, response) => response.end('{}')).on('connection', () => (connections += 1))
    const port = await listening(server)
    closeLater(() => void server.closeAllConnections())
    const source = sender()
    const opened: number[] = []
    for (const forget of [false, true, false]) {
      await source.send({ url: `http://127.0.0.1:${port}/`, method: 'POST', headers: {}, body: Buffer.from('{}'), timeout_ms: 30_000 })
      opened.push(connections)
      await new Promise((resolve) => setTimeout(resolve, 5))
      if (forget) source.forgetConnections()
    }
    expect(opened).toEqual([1, 1, 2])
  })

  test('a large body is read to its end', async () => {
    const { server } = await bench((open) => void open.answer({ status: 200, headers: {}, body: Buffer.alloc(300_000, 120) }))
    expect(await sender().send(to(server))).toEqual({ status: 200, notConnected: false, timedOut: false })
  })
})

describe('a delivery that is not answered', () => {
  test('after the time-out: the whole request was written, the status is not known, the connection is closed', async () => {
    const { server, exchange } = await bench((open) => open.hang())
    let written = 0
    const result = await sender().send(to(server, { timeout_ms: 50, onBodyWritten: () => void (written += 1) }))
    expect(result).toEqual({ status: null, notConnected: false, timedOut: true, error: 'TIMEOUT' })
    expect(written).toBe(1)
    await until(() => server.connections() === 0)
    expect((await exchange()).remoteClosed).toBe(true)
  })

  test('a status whose body never ends is no whole answer', async () => {
    const url = await tcpTarget((socket) => socket.write('HTTP/1.1 200 OK\r\ncontent-length: 10\r\n\r\nabc'))
    const result = await sender().send({ url, method: 'POST', headers: {}, body: Buffer.from('{}'), timeout_ms: 50 })
    expect(result).toEqual({ status: 200, notConnected: false, timedOut: true, error: 'TIMEOUT' })
  })

  test('reset by the target', async () => {
    const { server } = await bench((open) => open.reset())
    const result = await sender().send(to(server))
    expect(result).toMatchObject({ status: null, error: 'ECONNRESET', notConnected: false })
  })

  test('cut by the target', async () => {
    const { server } = await bench((open) => void open.answer(json('0123456789'), { cutAfterBytes: 4 }))
    expect(await sender().send(to(server))).toMatchObject({ status: 200, error: 'ECONNRESET' })
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
    expect(result).toMatchObject({ status: null, error: 'ECONNREFUSED', notConnected: true })
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
    expect(result).toMatchObject({ error: 'ECONNRESET', status: null })
  })

  test('answered by something that is no HTTP', async () => {
    const url = await tcpTarget((socket) => socket.end('SSH-2.0\r\n\r\n'))
    const result = await sender().send({ url, method: 'POST', headers: {}, body: Buffer.from('{}'), timeout_ms: 30_000 })
    expect(result).toMatchObject({ status: null, notConnected: false })
    expect(result.error).toMatch(/^HPE_/)
  })

  test('https: to something that speaks no TLS', async () => {
    const url = (await tcpTarget((socket) => socket.end('HTTP/1.1 400 Bad Request\r\n\r\n'))).replace('http:', 'https:')
    const result = await sender().send({ url, method: 'POST', headers: {}, body: Buffer.from('{}'), timeout_ms: 30_000 })
    expect(result).toMatchObject({ status: null })
    expect(result.error).toMatch(/^E/)
  })

  test('given up by the one who sends it, before or while it is under way', async () => {
    const { server, exchange } = await bench((open) => open.hang())
    const abort = new AbortController()
    const pending = sender().send(to(server, { signal: abort.signal }))
    await exchange()
    abort.abort()
    expect(await pending).toMatchObject({ status: null, error: 'ABORTED', notConnected: false })
    const late = await sender().send(to(server, { signal: abort.signal }))
    expect(late).toMatchObject({ error: 'ABORTED', notConnected: true })
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
