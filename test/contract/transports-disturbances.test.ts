import { createServer } from 'node:net'
import { afterEach, describe, expect, test } from 'vitest'
import { limits } from '../../src/domain/limits.js'
import { exchangeBelow } from '../../src/transports/below.js'
import type { Exchange, Timers } from '../../src/transports/contract.js'
import { HttpServer } from '../../src/transports/http/server.js'
import { bench, closeAll, closeLater, fetchCode, json, rawClient, until } from './transports-support.js'

afterEach(closeAll)

const answerOk = (exchange: Exchange): void => void exchange.answer(json({ ok: true }))
const post: RequestInit = { method: 'POST', body: '{}', headers: { 'content-type': 'application/json' } }

describe('disturbances', () => {
  test('reset is a real RST', async () => {
    const { server, exchange } = await bench((open) => open.reset())
    expect(await fetchCode(fetch(server.url, post))).toBe('ECONNRESET')
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

  test('an exchange below a prefix is that exchange', async () => {
    const { server, exchange } = await bench()
    const pending = fetch(`${server.url}/erp/confirmations?a=1`)
    const open = await exchange()
    expect([exchangeBelow(open, ''), exchangeBelow(open, '/er'), exchangeBelow(open, '/erp/confirmations/1')]).toEqual([
      open,
      undefined,
      undefined,
    ])
    const below = exchangeBelow(open, '/erp') as Exchange
    expect([below.request.path, below.request.query, below.remoteClosed]).toEqual(['/confirmations', 'a=1', false])
    expect(exchangeBelow(open, '/erp/confirmations')?.request.path).toBe('/')
    await below.answer(json({ ok: true }))
    expect((await pending).status).toBe(200)
    await expect(open.answer(json({}))).rejects.toThrow('ended already')

    const lost = fetchCode(fetch(`${server.url}/erp`))
    const second = await exchange(1)
    const under = exchangeBelow(second, '/erp') as Exchange
    let closes = 0
    under.onClientClose(() => (closes += 1))
    under.hang()
    under.reset()
    expect([await lost, second.remoteClosed, under.remoteClosed, closes]).toEqual(['ECONNRESET', true, true, 0])
  })

  test('a hanging exchange can still be answered', async () => {
    const { server, exchange } = await bench((open) => open.hang())
    const pending = fetch(server.url)
    await (await exchange()).answer(json({ late: true }))
    expect(await (await pending).json()).toEqual({ late: true })
  })

  test('what an ended exchange is told no longer matters: no callback after its answer', async () => {
    let closes = 0
    const { server, exchange } = await bench((open) =>
      open.onClientClose(() => {
        closes += 1
      }),
    )
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
    await server.pause()
    for (let ticks = 0; ticks < 8; ticks += 1) {
      const overruled = server.resume()
      for (let tick = 0; tick < ticks; tick += 1) await Promise.resolve()
      await server.pause()
      await overruled
      expect([ticks, await fetchCode(fetch(server.url))]).toEqual([ticks, 'ECONNREFUSED'])
    }
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

  test('an answer that had begun is finished, and its connection closed then', async () => {
    const { server, exchange } = await bench()
    const client = await rawClient(server.port)
    client.socket.pause()
    client.socket.write('GET / HTTP/1.1\r\nhost: x\r\n\r\n')
    const size = 16 * 1024 * 1024
    const handover = (await exchange()).answer({ status: 200, headers: {}, body: Buffer.alloc(size) })
    await server.pause()
    client.socket.resume()
    expect(await handover).toEqual({ handedToOs: size, clientClosedFirst: false })
    expect(await client.ended).toBe('end')
  })

  test('close ends the wait for a port, even when the clock has stopped', async () => {
    const stopped: Timers = { now: () => 0, setTimer: () => () => undefined }
    const handlers = { onExchange: answerOk, onRefused: () => undefined, onError: () => undefined }
    const server = await HttpServer.open({ host: '127.0.0.1', port: 0, limits, timers: stopped, ...handlers })
    await server.pause()
    const borrower = createServer()
    closeLater(() => void borrower.close())
    await new Promise<void>((resolve) => borrower.listen(server.port, '127.0.0.1', resolve))
    const pending = server.resume()
    await new Promise((resolve) => setTimeout(resolve, 20))
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
