/**
 * A plant behind msw: for code that calls by the global `fetch`, or by `node:http` and what stands on it.
 *
 * @example
 * const plant = await openPlant({ scenario: 'hello-confirmation' })
 * const server = setupServer(...mswHandlers(plant))
 * server.listen({ onUnhandledFrame: 'error' })
 * await plant.deliver((request) => myHandler(request))
 * @module
 */
import type { HttpHandler } from 'msw'
import type { Plant } from '../plant/contract.js'
import { throughInterceptor } from '../plant/door.js'
import { handlersOver } from './over-msw.js'

/**
 * Handlers for `setupServer` or `server.use`, one per simulated system. A call whose answer is lost, or that reaches nobody, fails with
 * msw's network error (`TypeError: fetch failed`; it has no `code`). Listen with `onUnhandledFrame: 'error'`, so that what goes to no
 * system is an error too. msw and nock cannot be active in one process.
 * @throws Error if the plan has a fault that msw could only fake: by name.
 *
 * @example
 * server.use(...mswHandlers(plant))
 */
export function mswHandlers(plant: Plant): HttpHandler[] {
  throughInterceptor(plant, 'msw')
  return handlersOver(Object.values(plant.urls), plant.fetch)
}
