import { readFileSync } from 'node:fs'
import { connect, createServer, type AddressInfo } from 'node:net'
import { setupServer } from 'msw/node'
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest'
import { mswHandlers } from '../../src/adapters/msw.js'
import { openPlant, type Plant, type PlantOptions } from '../../src/plant/plant.js'
import { byFetch, byNodeHttp, confirmations, folder, goneAnswers, taken } from './support.js'

const out = folder()
const server = setupServer()
const open: Plant[] = []
beforeAll(() => server.listen({ onUnhandledFrame: 'error' }))
afterAll(() => server.close())
afterEach(async () => {
  for (const plant of open.splice(0)) await plant.close()
})

async function behindMsw(options: PlantOptions): Promise<Plant> {
  const plant = await openPlant({ scenario: 'hello-confirmation', out, ...options })
  open.push(plant)
  server.resetHandlers(...mswHandlers(plant))
  return plant
}

describe.each([
  ['fetch', byFetch],
  ['node:http', byNodeHttp],
] as const)('code on %s', (_, call) => {
  test.each(goneAnswers)('an answer that is %s: careless convicted, careful acquitted', async (_how, fault) => {
    for (const [look, verdict] of [
      [false, 'fail'],
      [true, 'pass'],
    ] as const) {
      const plant = await behindMsw({ faults: [fault] })
      await plant.deliver(confirmations(plant, call, look))
      expect(plant.journal.where({ kind: 'fault.fired' })).toHaveLength(1)
      expect((await plant.judge()).verdict, await plant.explain()).toBe(verdict)
      await plant.close()
    }
  })
})

test('on the real clock too', async () => {
  const plant = await behindMsw({ clock: 'real' })
  await plant.deliver(confirmations(plant, byFetch, false))
  expect((await plant.judge()).why).toContain('no-duplicate-effect')
})

test('two runs of a seed are equal to the byte', async () => {
  const journals: string[] = []
  for (let count = 0; count < 2; count += 1) {
    const plant = await behindMsw({ scenario: 'mes-confirmation-burst', seed: 3 })
    await plant.deliver(confirmations(plant, byFetch, true))
    journals.push(
      readFileSync(plant.journal.path, 'utf8')
        .replace(/"run":"[^"]*"/, '')
        .replace(/,"crc32":"\w+"/, ''),
    )
    await plant.close()
  }
  expect(journals[1]).toBe(journals[0])
})

test('systems can be called while time stands still, and the thread has its own turns back afterwards', async () => {
  const turn = setImmediate
  const plant = await behindMsw({ variant: 'clean' })
  for (const call of [byFetch, byFetch, byFetch, byNodeHttp, byNodeHttp]) {
    expect((await call('GET', `${plant.urls['erp']}/production-orders`)).status).toBe(200)
  }
  await plant.close()
  expect(setImmediate).toBe(turn)
})

test('what no handler is for is an error of msw, and the plant has nothing of it', async () => {
  const plant = await behindMsw({ variant: 'clean' })
  await expect(fetch('http://elsewhere.test/')).rejects.toThrow()
  await plant.deliver(taken)
  expect(plant.journal.where({ kind: 'call.arrived' })).toEqual([])
})

test('a socket that leads out of the process is waited for, since nothing here answers it', async () => {
  const realLater = setTimeout
  const outside = createServer((socket) => void socket.once('data', () => realLater(() => socket.end('pong'), 60)))
  await new Promise<void>((resolve) => void outside.listen(0, '127.0.0.1', resolve))
  const { port } = outside.address() as AddressInfo
  const plant = await behindMsw({ variant: 'clean' })
  const heard: string[] = []
  await plant.deliver(async () => {
    const socket = connect(port, '127.0.0.1', () => void socket.write('!ping'))
    const tooLate = setTimeout(() => void heard.push('too late'), 2_000)
    heard.push(String(await new Promise((resolve) => void socket.once('data', resolve))))
    clearTimeout(tooLate)
    return taken()
  })
  outside.close()
  expect(heard).toEqual(['pong'])
})

test('what is no plant is told', () => {
  const double = { urls: {}, plan: { faults: [] } } as unknown as Plant
  expect(() => mswHandlers(double)).toThrow('mfgsync/msw takes a plant that openPlant gave')
})
