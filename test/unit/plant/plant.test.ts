import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, afterEach, describe, expect, test, vi } from 'vitest'
import { openPlant, type DeliveryHandler, type Plant, type PlantOptions } from '../../../src/plant/plant.js'

const out = mkdtempSync(join(tmpdir(), 'mfgsync-plant-'))
afterAll(() => rmSync(out, { recursive: true, force: true }))

const open: Plant[] = []
afterEach(async () => {
  for (const plant of open.splice(0)) await plant.close()
})

async function plantFor(options: PlantOptions = { scenario: 'hello-confirmation' }): Promise<Plant> {
  const plant = await openPlant({ out, ...options })
  open.push(plant)
  return plant
}

interface Reported {
  readonly subject: string
  readonly data: Readonly<Record<string, unknown>> & { readonly occurredAt: string }
}

const json = { 'content-type': 'application/json' }

async function post({ fetch, urls }: Plant, { subject, data }: Reported): Promise<Response> {
  const { order, operation, kind, scrap, rework, occurredAt } = data
  const body = { order, operation, kind, yield: data['yield'], scrap, rework, postingDate: occurredAt.slice(0, 10), reference: subject }
  const signal = AbortSignal.timeout(1_000)
  return fetch(`${urls['erp']}/confirmations`, { method: 'POST', headers: json, body: JSON.stringify(body), signal })
}

const taken = (): Response => new Response(null, { status: 204 })
const reported = async (request: Request): Promise<Reported> => (await request.json()) as Reported

/** Tries until an answer comes, and knows a fact by its key. */
function careless(plant: Plant, look: boolean): DeliveryHandler {
  const done = new Set<string>()
  const isThere = async (key: string): Promise<boolean> => {
    const answer = await plant.fetch(`${plant.urls['erp']}/confirmations?reference=${key}`)
    return ((await answer.json()) as { items: unknown[] }).items.length > 0
  }
  return async (request) => {
    const event = await reported(request)
    if (done.has(event.subject)) return taken()
    done.add(event.subject)
    for (let tries = 1; tries <= 5; tries += 1) {
      try {
        if ((look && tries > 1 && (await isThere(event.subject))) || (await post(plant, event)).ok) break
      } catch {
        await new Promise((resolve) => setTimeout(resolve, 100))
      }
    }
    return taken()
  }
}

describe.each(['virtual', 'real'] as const)('on the %s clock', (clock) => {
  test('a careless handler is convicted, and told why', async () => {
    const plant = await plantFor({ scenario: 'hello-confirmation', clock })
    await plant.deliver(careless(plant, false))
    const { verdict } = await plant.judge()
    const why = await plant.explain()
    // On a busy machine real time may leave it undecided.
    if (clock === 'real' && verdict === 'unknown') return expect(why).toContain('the machine was busy')
    expect(verdict).toBe('fail')
    expect(why).toMatch(/no-duplicate-effect[\s\S]*ERP confirmed 22 EA on order 100001/)
    expect(why).toContain('Who knew what')
  })

  test('a careful one is acquitted', async () => {
    const plant = await plantFor({ scenario: 'hello-confirmation', clock })
    await plant.deliver(careless(plant, true))
    const judgement = await plant.judge()
    const why = await plant.explain()
    if (clock === 'real' && judgement.verdict === 'unknown') return expect(why).toContain('the machine was busy')
    expect(judgement.verdict, why).toBe('pass')
    expect(why).toBe('')
  })
})

test('faults of a test take the place of those of the scenario', async () => {
  const plant = await plantFor({ scenario: 'hello-confirmation', faults: [] })
  await plant.deliver(careless(plant, false))
  expect((await plant.judge()).verdict, await plant.explain()).toBe('pass')
  const cut = { 'lose-answer': { how: 'hang', on: { 'calls-to': 'erp', flow: 'confirmation', count: 1 } } }
  const other = await plantFor({ scenario: 'hello-confirmation', faults: [cut] })
  await other.deliver(careless(other, false))
  expect(other.journal.where({ kind: 'fault.fired' })).toHaveLength(1)
  expect((await other.judge()).verdict).toBe('fail')
})

test('a fault that is none is told with its place', async () => {
  await expect(openPlant({ out, scenario: 'hello-confirmation', faults: [{ 'loose-answer': {} }] })).rejects.toThrow(
    /did you mean "lose-answer"/,
  )
  await expect(openPlant({ out, scenario: 'helo' })).rejects.toThrow(/hello-confirmation/)
  await expect(openPlant({ out })).rejects.toThrow('A plant needs a scenario')
})

test('two runs of a seed are equal to the byte', async () => {
  const journals: string[] = []
  for (let count = 0; count < 2; count += 1) {
    const plant = await plantFor({ scenario: 'mes-confirmation-burst', seed: 3 })
    await plant.deliver(careless(plant, true))
    await plant.settled()
    journals.push(
      readFileSync(plant.journal.path, 'utf8')
        .replace(/"run":"[^"]*"/, '')
        .replace(/,"crc32":"\w+"/, ''),
    )
  }
  expect(journals[1]).toBe(journals[0])
})

test('a test can ask for more than the verdict', async () => {
  const plant = await plantFor({ scenario: 'hello-confirmation', variant: 'clean' })
  await plant.deliver(careless(plant, true))
  const { erp } = plant.systems
  expect(erp?.read('stock.query', { item: 'FG-100' })).toMatchObject({ items: [{ item: 'FG-100', location: 'FG01' }] })
  expect(() => erp?.read('confirmation.create', {})).toThrow(/no operation of erp that only reads; those are .*stock\.query/)
  expect(plant.journal.where({ fact: 'MC-000001', kind: 'effect', system: 'erp' }).length).toBeGreaterThan(0)
  expect(plant.journal.where({ fact: 'MC-999999' })).toEqual([])
  expect(plant.env['MFGSYNC_ERP_URL']).toBe(plant.urls['erp'])
})

test('a case is played again', async () => {
  const plant = await plantFor({ scenario: 'hello-confirmation', seed: 4 })
  await plant.deliver(careless(plant, false))
  await plant.settled()
  const again = await plantFor({ case: join(plant.journal.path, '../case.json') })
  expect(again.seed).toBe(4)
  await again.deliver(careless(again, true))
  expect((await again.judge()).verdict).toBe('pass')
})

test('kills are left out, and named', async () => {
  const plant = await plantFor({ scenario: 'mes-confirmation-burst' })
  expect(plant.leftOut).toEqual(plant.leftOut.filter((id) => id.startsWith('kill')))
  expect(plant.leftOut.length).toBeGreaterThan(0)
})

test('what goes to no system is an error, and the judgement is unknown', async () => {
  const plant = await plantFor({ scenario: 'hello-confirmation', variant: 'clean' })
  await plant.deliver(async () => {
    await plant.fetch('http://127.0.0.1:9/').catch(() => undefined)
    return taken()
  })
  const judgement = await plant.judge()
  expect([judgement.verdict, judgement.why]).toEqual(['unknown', expect.stringContaining('http://127.0.0.1:9/')])
})

test('nobody takes the deliveries: convicted, and nothing hangs', async () => {
  const plant = await plantFor({ scenario: 'hello-confirmation', variant: 'clean' })
  expect((await plant.judge()).verdict).toBe('fail')
})

test('what a handler throws is an answer of 500', async () => {
  const plant = await plantFor({ scenario: 'hello-confirmation', variant: 'clean' })
  await plant.deliver(() => {
    throw new Error('broken')
  })
  expect(plant.journal.where({ kind: 'delivery' })[0]).toMatchObject({ targetAnswered: 500 })
})

test('systems can be called before anything is delivered, and time stands still between', async () => {
  const plant = await plantFor({ scenario: 'hello-confirmation', variant: 'clean' })
  expect((await plant.fetch(`${plant.urls['erp']}/production-orders`)).status).toBe(200)
  const before = Date.now()
  for (let turn = 0; turn < 50; turn += 1) await Promise.resolve()
  expect(Date.now()).toBe(before)
})

test('the clock is one plant’s at a time, and given back', async () => {
  const now = Date.now
  const plant = await plantFor()
  await expect(openPlant({ out, scenario: 'hello-confirmation' })).rejects.toThrow('Another plant has the clock of this thread')
  await plant.close()
  expect(Date.now).toBe(now)
  expect(Math.abs(Date.now() - performance.timeOrigin - performance.now())).toBeLessThan(60_000)
  vi.useFakeTimers()
  await expect(openPlant({ out, scenario: 'hello-confirmation' })).rejects.toThrow('faked already')
  vi.useRealTimers()
  const again = await plantFor()
  expect(again.seed).toBe(1)
})

test('a plant that is closed early is judged as far as it goes', async () => {
  const plant = await plantFor({ scenario: 'hello-confirmation' })
  await plant.close()
  expect((await plant.judge()).verdict).toBe('interrupted')
})
