/**
 * A plant for tests in process: simulated systems behind a `fetch`, a scenario that delivers to a handler, and a judgement. No test
 * framework and no interceptor is behind it; `mfgsync/msw`, `mfgsync/nock` and `mfgsync/vitest` build on it.
 *
 * @example
 * const plant = await openPlant({ scenario: 'hello-confirmation', seed: 7 })
 * await plant.deliver((request) => myHandler(request, { erp: plant.urls.erp, fetch: plant.fetch }))
 * const judgement = await plant.judge()
 * if (judgement.verdict !== 'pass') throw new Error(await plant.explain())
 * @module
 */
import { OpenPlant } from './open-plant.js'
import type { Plant, PlantOptions } from './contract.js'

export type { Plant, PlantOptions, PlantSystem, RecordQuery } from './contract.js'
export type { DeliveryHandler } from '../sim/handler-link.js'
export type { Judgement } from '../checks/judgement.js'
export type { JournalRecord } from '../journal/records.js'

/** Opens a plant. Rejects with a readable message when the scenario is unknown or broken, or another plant has this thread's clock. */
export async function openPlant(options: PlantOptions): Promise<Plant> {
  const plant = new OpenPlant(options)
  await plant.opened
  return plant
}
