import { readFileSync } from 'node:fs'
import nock from 'nock'
import { afterEach, describe, expect, test } from 'vitest'
import { nockSystems, type NockSystems } from '../../src/adapters/nock.js'
import { openPlant, type Plant, type PlantOptions } from '../../src/plant/plant.js'
import { byFetch, byNodeHttp, confirmations, folder, goneAnswers } from './support.js'

const out = folder()
const open: { readonly plant: Plant; readonly behind: NockSystems }[] = []
afterEach(async () => {
  for (const { plant, behind } of open.splice(0)) {
    behind[Symbol.dispose]()
    await plant.close()
  }
})

async function behindNock(options: PlantOptions): Promise<Plant> {
  const plant = await openPlant({ scenario: 'hello-confirmation', out, ...options })
  open.splice(0).forEach(({ behind }) => behind[Symbol.dispose]())
  open.push({ plant, behind: nockSystems(plant) })
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
      const plant = await behindNock({ faults: [fault] })
      await plant.deliver(confirmations(plant, call, look))
      expect(plant.journal.where({ kind: 'fault.fired' })).toHaveLength(1)
      expect((await plant.judge()).verdict, await plant.explain()).toBe(verdict)
      await plant.close()
    }
  })
})

test('on the real clock too', async () => {
  const plant = await behindNock({ clock: 'real' })
  await plant.deliver(confirmations(plant, byFetch, false))
  expect((await plant.judge()).why).toContain('no-duplicate-effect')
})

test('two runs of a seed are equal to the byte', async () => {
  const journals: string[] = []
  for (let count = 0; count < 2; count += 1) {
    const plant = await behindNock({ scenario: 'mes-confirmation-burst', seed: 3 })
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
  const plant = await behindNock({ variant: 'clean' })
  for (const call of [byFetch, byFetch, byFetch, byNodeHttp, byNodeHttp]) {
    expect((await call('GET', `${plant.urls['erp']}/production-orders`)).status).toBe(200)
  }
  await plant.close()
  expect(setImmediate).toBe(turn)
})

test('what breaks has the code of a socket', async () => {
  const codeOf = async (answer: Promise<unknown>): Promise<unknown> => {
    const error: unknown = await answer.catch((reason: unknown) => reason)
    return error instanceof TypeError ? (error.cause as { readonly code?: string }).code : (error as { readonly code?: string }).code
  }
  for (const call of [byFetch, byNodeHttp]) {
    const plant = await behindNock({
      faults: [{ 'lose-request': { how: 'reset', on: { 'calls-to': 'erp', flow: 'confirmation', count: 1 } } }],
    })
    const codes: unknown[] = []
    await plant.deliver(
      confirmations(
        plant,
        async (...asked) => {
          const answer = call(...asked)
          codes.push(await codeOf(answer))
          return answer
        },
        true,
      ),
    )
    expect(codes[0]).toBe('ECONNRESET')
    await plant.close()
  }
})

test('connections to elsewhere are refused, until it is disposed of', async () => {
  const plant = await openPlant({ scenario: 'hello-confirmation', variant: 'clean', clock: 'real', out })
  {
    using systems = nockSystems(plant)
    expect(systems).toBeDefined()
    expect((await fetch(`${plant.urls['erp']}/production-orders`)).status).toBe(200)
    await expect(byNodeHttp('GET', 'http://127.0.0.1:9/')).rejects.toMatchObject({ code: 'ENETUNREACH' })
  }
  await expect(byNodeHttp('GET', 'http://127.0.0.1:9/')).rejects.toMatchObject({ code: 'ECONNREFUSED' })
  expect(nock.activeMocks()).toEqual([])
  await plant.close()
})

test('interceptors of a test stay as they are, and nock is as active as before', async () => {
  const plant = await openPlant({ scenario: 'hello-confirmation', variant: 'clean', out })
  nock('http://other.test').get('/x').reply(200, 'own')
  nock.restore()
  nockSystems(plant)[Symbol.dispose]()
  expect(nock.isActive()).toBe(false)
  expect(nock.activeMocks()).toEqual(['GET http://other.test:80/x'])
  nock.activate()
  nock.cleanAll()
  await plant.close()
})

test('what is no plant is told', () => {
  const double = { urls: {}, plan: { faults: [] } } as unknown as Plant
  expect(() => nockSystems(double)).toThrow('mfgsync/nock takes a plant that openPlant gave')
})
