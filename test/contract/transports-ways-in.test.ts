import { expect, test } from 'vitest'
import { limits } from '../../src/domain/limits.js'
import type { Exchange, RefusedKind } from '../../src/transports/contract.js'
import { HttpServer } from '../../src/transports/http/server.js'
import { MemoryNetwork } from '../../src/transports/memory/network.js'
import { closeLater, fetchCode, realTimers } from './transports-support.js'
import { inMemory, smallLimits, wayInContract, type OpenWayIn } from './ways-in-contract.js'

const overHttp: OpenWayIn = async (answer) => {
  const exchanges: Exchange[] = []
  const refused: RefusedKind[] = []
  const server = await HttpServer.open({
    host: '127.0.0.1',
    port: 0,
    limits: smallLimits,
    timers: realTimers,
    onExchange: (exchange) => {
      exchanges.push(exchange)
      answer(exchange)
    },
    onRefused: (kind) => refused.push(kind),
    onError: (error) => {
      throw error
    },
  })
  closeLater(() => server.close())
  return { url: server.url, fetch, exchanges, refused, pause: () => server.pause(), resume: () => server.resume() }
}

wayInContract('over HTTP', overHttp)
wayInContract('in memory', inMemory)

test('in memory, what goes to no simulated system is an error, and is told', async () => {
  const strays: string[] = []
  const network = new MemoryNetwork({ timers: realTimers, limits, travel_ms: () => 0, onStray: (url) => strays.push(url) })
  expect(await fetchCode(network.fetch('http://127.0.0.1:1/x'))).toBe('ENOTFOUND')
  expect(strays).toEqual(['http://127.0.0.1:1/x'])
})
