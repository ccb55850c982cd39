import { setFlagsFromString } from 'node:v8'
import { runInNewContext } from 'node:vm'
import { expect, test } from 'vitest'
import { limits } from '../../src/domain/limits.js'
import { firstOf } from '../../src/target/first-of.js'
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

/** Collects garbage for sure, and lets what follows from that happen. */
async function collect(): Promise<void> {
  setFlagsFromString('--expose-gc')
  const gc = runInNewContext('gc') as () => void
  for (let times = 0; times < 3; times += 1) {
    gc()
    await new Promise((resolve) => setImmediate(resolve))
  }
}

test('in memory, whoever gives up is heard, however long the call has hung and whatever was collected meanwhile', async () => {
  const network = new MemoryNetwork({ timers: realTimers, limits, travel_ms: () => 0, onStray: () => undefined })
  const arrived = Promise.withResolvers<void>()
  network.listen('http://erp.mfgsync.test', { onExchange: () => arrived.resolve(), onRefused: () => undefined })
  const own = new AbortController()
  const life = new AbortController()
  const both = (): AbortSignal => firstOf([own.signal, life.signal]).signal
  const ended = network.fetch('http://erp.mfgsync.test/x', { signal: both() }).then(
    () => 'answered',
    (error: unknown) => error,
  )
  await arrived.promise
  await collect()
  own.abort('enough')
  expect(await ended).toBe('enough')
})
