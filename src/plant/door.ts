import { assertCarried } from '../scenario/index.js'
import { mswWire, nockWire } from '../transports/capabilities.js'
import { errorText } from '../words/errors.js'
import type { Plant } from './contract.js'
import { OpenPlant } from './open-plant.js'

export { checkNames } from '../checks/names.js'

/** What each can express, in the words that faults use. */
const wires = { msw: mswWire, nock: nockWire } as const

/**
 * Lets the calls of code under test come to a plant through an interceptor: its time no longer waits for sockets, since nothing real is
 * at their other end.
 * @throws Error if it is no plant, or its plan has a fault that could only be faked there: by name.
 */
export function throughInterceptor(plant: Plant, by: keyof typeof wires): void {
  if (!(plant instanceof OpenPlant)) throw new Error(`mfgsync/${by} takes a plant that openPlant gave, of the same copy of mfgsync.`)
  try {
    assertCarried(plant.plan, wires[by])
  } catch (error) {
    throw new Error(`mfgsync/${by} cannot carry this plan. ${errorText(error)}`, { cause: error })
  }
  plant.crossesSockets()
}
