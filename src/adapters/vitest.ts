/**
 * Plants as a fixture of vitest, seeds as tests, and a verdict as a matcher.
 *
 * @example
 * const test = plantTest({ scenario: 'hello-confirmation' })
 * test.seeds(1, 50)('survives a bad day', async ({ plant }) => {
 *   await plant.deliver((request) => myHandler(request, plant.urls, plant.fetch))
 *   await expect(plant).toStayConsistent()
 * })
 * @module
 */
import { expect, test as plain, type TestAPI, type TestContext, type TestOptions } from 'vitest'
import type { Plant, PlantOptions } from '../plant/contract.js'
import { openPlant } from '../plant/plant.js'
import { plantMatchers } from './matchers.js'

export { plantMatchers } from './matchers.js'

declare module 'vitest' {
  interface Matchers<R extends void | Promise<void> = void | Promise<void>, T = unknown> {
    /** Every check passed: each fact once, in order, in the right shape and never too early. Fails with the explanation. */
    toStayConsistent(): Promise<void>
    /** This check failed, and it is one that can fail a run. */
    toBeConvictedOf(check: string): Promise<void>
  }
  interface TaskMeta {
    /** What the test's plant was opened with. */
    mfgsync?: { readonly seed: number }
  }
}

type PlantTestBody = (context: TestContext & { readonly plant: Plant }) => void | Promise<void>

/** Declares one test per seed, each with its seed at the end of its title. */
export interface SeededTest {
  (title: string, body: PlantTestBody): void
  (title: string, options: TestOptions, body: PlantTestBody): void
}

/** vitest's `test`, with a plant. */
export type PlantTest = TestAPI<{ plant: Plant }> & {
  /** @param from first and last seed, whole numbers. @throws RangeError if there is no seed between them. */
  seeds(from: number, to: number): SeededTest
}

/**
 * A `test` whose fixture `plant` is opened for each test that asks for it, and closed after it. Its seed is in the task's meta, for
 * reporters. On the virtual clock (the default) one plant is open at a time, so that `test.concurrent` needs `clock: 'real'`.
 * @throws Error when a test asks for the plant and its scenario is unknown or broken.
 *
 * @example
 * export const test = plantTest({ scenario: 'hello-confirmation', faults: [] })
 */
export function plantTest(options: PlantOptions): PlantTest {
  expect.extend(plantMatchers)
  const test = plain.extend<{ plant: Plant }>({
    plant: async ({ task }, use) => {
      const seed = task.meta.mfgsync?.seed
      await using plant = await openPlant(seed === undefined ? options : { ...options, seed })
      task.meta.mfgsync = { seed: plant.seed }
      await use(plant)
    },
  })
  return Object.assign(test, {
    seeds(from: number, to: number): SeededTest {
      if (options.case !== undefined) throw new RangeError('A case has its seed already.')
      if (!Number.isSafeInteger(from) || !Number.isSafeInteger(to) || from > to || from < 0) {
        throw new RangeError(`seeds(${from}, ${to}): first and last seed are whole numbers from 0 on, in this order.`)
      }
      return (title: string, second: TestOptions | PlantTestBody, third?: PlantTestBody) => {
        const [more, body] = typeof second === 'function' ? [{}, second] : [second, third]
        for (let seed = from; seed <= to; seed += 1) {
          test(`${title}, seed ${seed}`, { ...more, meta: { ...more.meta, mfgsync: { seed } } }, body)
        }
      }
    },
  })
}
