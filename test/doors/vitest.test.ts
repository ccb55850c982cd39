import { describe, expect, test as plain } from 'vitest'
import { plantTest } from '../../src/adapters/vitest.js'
import { openPlant } from '../../src/plant/plant.js'
import { confirmations, folder, taken, type Call } from './support.js'
import type { Plant } from '../../src/plant/plant.js'

const out = folder()
const test = plantTest({ scenario: 'hello-confirmation', out })

const through =
  ({ fetch }: Plant): Call =>
  async (method, url, body) => {
    const headers = { 'content-type': 'application/json' }
    const response = await fetch(url, { method, headers, signal: AbortSignal.timeout(1_000), ...(body !== undefined && { body }) })
    return { status: response.status, text: await response.text() }
  }
const careless = (plant: Plant): Promise<void> => plant.deliver(confirmations(plant, through(plant), false))
const careful = (plant: Plant): Promise<void> => plant.deliver(confirmations(plant, through(plant), true))

/** What a matcher that does not hold says. */
async function told(assertion: Promise<void>): Promise<string> {
  const error: unknown = await assertion.then(
    () => undefined,
    (reason: unknown) => reason,
  )
  return error instanceof Error ? error.message : 'nothing'
}

describe('seeds', () => {
  const seen: string[] = []
  test.seeds(3, 5)('survives a bad day', async ({ plant, task }) => {
    await careful(plant)
    await expect(plant).toStayConsistent()
    expect(task.meta).toEqual({ mfgsync: { seed: plant.seed } })
    seen.push(task.name)
  })

  plain('each is a test of its own, with its seed in its title', () => {
    expect(seen).toEqual([3, 4, 5].map((seed) => `survives a bad day, seed ${seed}`))
  })

  plain('that are none are refused', () => {
    expect(() => test.seeds(5, 3)).toThrow('seeds(5, 3): first and last seed are whole numbers')
    expect(() => test.seeds(0.5, 3)).toThrow(RangeError)
    expect(() => plantTest({ case: 'case.json' }).seeds(1, 2)).toThrow('A case has its seed already')
  })
})

test('a test without a seed has the one of the options, and its plant is closed after it', async ({ plant, task }) => {
  expect([plant.seed, task.meta.mfgsync]).toEqual([1, { seed: 1 }])
})

plain('... which gives the clock back', async () => {
  await using plant = await openPlant({ scenario: 'hello-confirmation', out })
  expect(plant.seed).toBe(1)
})

test('a conviction is told as the command line tells it, and how to see it again', async ({ plant }) => {
  await careless(plant)
  await expect(plant).toBeConvictedOf('no-duplicate-effect')
  await expect(plant).not.toStayConsistent()
  const why = await told(expect(plant).toStayConsistent())
  expect(why).toMatch(/no-duplicate-effect[\s\S]*ERP confirmed 22 EA on order 100001[\s\S]*Who knew what/)
  expect(why).toContain(`mfgsync replay ${plant.case} --target …`)
  expect(why).toMatch(
    /\nAlone {4}npx vitest run test\/doors\/vitest\.test\.ts -t '\^a conviction is told as the command line tells it, and how/,
  )
  expect(why).toContain(`Again    openPlant({ case: '${plant.case}' })`)
})

test('what it was convicted of instead is said', async ({ plant }) => {
  await plant.deliver(taken)
  await expect(plant).toBeConvictedOf('every-event-accounted')
  await expect(plant).not.toBeConvictedOf('no-duplicate-effect')
  const why = await told(expect(plant).toBeConvictedOf('no-duplicate-effect'))
  expect(why).toMatch(/^It should break no-duplicate-effect; it breaks (.*, )?every-event-accounted[\s\S]*Check {4}mfgsync check /)
  expect(await told(expect(plant).not.toBeConvictedOf('every-event-accounted'))).toContain('Alone  ')
})

test('an acquittal is said too', async ({ plant }) => {
  await careful(plant)
  expect(await told(expect(plant).not.toStayConsistent())).toBe('hello-confirmation, seed 1: stayed consistent.')
  expect(await told(expect(plant).toBeConvictedOf('no-duplicate-effect'))).toBe(
    'hello-confirmation, seed 1: stayed consistent; it should break no-duplicate-effect.',
  )
})

test('what could not be judged is neither', async ({ plant }) => {
  await plant.deliver(async () => {
    await plant.fetch('http://127.0.0.1:9/').catch(() => undefined)
    return taken()
  })
  for (const assertion of [
    () => expect(plant).toStayConsistent(),
    () => expect(plant).not.toStayConsistent(),
    () => expect(plant).toBeConvictedOf('no-duplicate-effect'),
    () => expect(plant).not.toBeConvictedOf('no-duplicate-effect'),
  ]) {
    expect(await told(assertion())).toMatch(/^hello-confirmation, seed 1: could not be judged \(unknown\): .*127\.0\.0\.1:9/)
  }
})

test('names that are none and things that are no plant are told', async ({ plant }) => {
  expect(await told(expect(plant).toBeConvictedOf('no-duplicate-efect'))).toContain('did you mean "no-duplicate-effect"?')
  expect(await told(expect({}).toStayConsistent())).toBe('toStayConsistent is said of a plant that openPlant or plantTest gave.')
})
