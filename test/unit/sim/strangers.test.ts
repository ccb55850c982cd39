import { request } from 'node:http'
import { afterEach, describe, expect, test } from 'vitest'
import { limits } from '../../../src/domain/limits.js'
import { unlessStranger } from '../../../src/sim/strangers.js'
import { defaultNetwork, type NetworkSettings } from '../../../src/target/settings.js'
import { HttpServer } from '../../../src/transports/http/server.js'
import { realTimers } from '../../contract/transports-support.js'

const open: HttpServer[] = []
afterEach(() => Promise.all(open.splice(0).map((server) => server.close())))

/** The status, and what was said, of a request with these headers to a system of this network. */
async function asked(headers: Readonly<Record<string, string>>, changes: Partial<NetworkSettings> = {}): Promise<string> {
  const nothing = (): void => undefined
  const onExchange = unlessStranger({ ...defaultNetwork, ...changes }, (exchange) => {
    void exchange.answer({ status: 200, headers: {}, body: Buffer.from('served') })
  })
  const server = await HttpServer.open({
    host: '127.0.0.1',
    port: 0,
    limits,
    timers: realTimers,
    onExchange,
    onRefused: nothing,
    onError: nothing,
  })
  open.push(server)
  return new Promise((done, failed) => {
    const sent = request({ host: '127.0.0.1', port: server.port, path: '/confirmations', method: 'POST', headers }, (response) => {
      let text = ''
      response.on('data', (chunk: Buffer) => (text += chunk.toString()))
      response.on('end', () => done(`${response.statusCode} ${/"code":"(\w+)"/.exec(text)?.[1] ?? text}`))
    })
    sent.on('error', failed)
    sent.end('{}')
  })
}

describe('a system on this machine', () => {
  test.each([
    [{}, '200 served'],
    [{ host: 'localhost:4000' }, '200 served'],
    [{ host: 'erp.localhost' }, '200 served'],
    [{ host: '[::1]:80' }, '200 served'],
    [{ origin: 'http://localhost:3000' }, '200 served'],
    // A page whose name was bound to 127.0.0.1 after it was loaded.
    [{ host: 'rebound.example:4000' }, '421 HOST_NOT_LOOPBACK'],
    [{ host: '127.0.0.1.nip.example' }, '421 HOST_NOT_LOOPBACK'],
    [{ host: 'localhost@evil.example' }, '421 HOST_NOT_LOOPBACK'],
    [{ host: 'rebound.example', origin: 'http://localhost' }, '421 HOST_NOT_LOOPBACK'],
    [{ origin: 'https://evil.example' }, '403 FOREIGN_ORIGIN'],
    [{ origin: 'null' }, '403 FOREIGN_ORIGIN'],
    [{ 'sec-fetch-site': 'cross-site' }, '403 FOREIGN_ORIGIN'],
    [{ 'sec-fetch-site': 'same-site' }, '200 served'],
    [{ origin: 'http://localhost.evil.example' }, '403 FOREIGN_ORIGIN'],
  ])('answers %j with %s', async (headers, expected) => {
    expect(await asked(headers as Record<string, string>)).toBe(expected)
  })

  test('takes the names that the config allows, and asks nobody where it is open to other machines', async () => {
    expect(await asked({ host: 'gateway.plant', origin: 'http://gateway.plant' }, { allow_hosts: ['gateway.plant'] })).toBe('200 served')
    expect(await asked({ host: 'any.name' }, { bind: '0.0.0.0' })).toBe('200 served')
  })
})
