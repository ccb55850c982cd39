/**
 * A plant behind nock: for code on `node:http`, axios, got, and for the global `fetch`.
 *
 * @example
 * const plant = await openPlant({ scenario: 'hello-confirmation' })
 * using systems = nockSystems(plant)
 * await plant.deliver((request) => myHandler(request))
 * @module
 */
import type { Plant } from '../plant/contract.js'
import { throughInterceptor } from '../plant/door.js'
import { interceptorsOver } from './over-nock.js'

/** Gives nock back as it was found, at the end of a `using` or by hand. */
export interface NockSystems {
  [Symbol.dispose](): void
}

/**
 * Puts the simulated systems behind nock until it is disposed of. What breaks on the way fails as a socket does (`ECONNRESET`,
 * `ECONNREFUSED`). Until then connections to anywhere else are refused (`ENETUNREACH`); allow some with `nock.enableNetConnect` after
 * this call. Importing this module activates nock, as importing nock does: msw cannot be active in the same process.
 * @throws Error if the plan has a fault that nock could only fake: by name.
 *
 * @example
 * using systems = nockSystems(plant)
 */
export function nockSystems(plant: Plant): NockSystems {
  throughInterceptor(plant, 'nock')
  const remove = interceptorsOver(Object.values(plant.urls), plant.fetch)
  return { [Symbol.dispose]: remove }
}
