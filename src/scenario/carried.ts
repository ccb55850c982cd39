import { assertExpressible, findFault } from '../faults/index.js'
import type { Plan } from './plan.js'

/**
 * Refuses a plan of which a wire could only fake something. A scenario's own is looked at when it is compiled; this is for plans that
 * meet another way in later.
 * @param wire what it can do, in the words of `transports/capabilities`.
 * @throws Error that names the fault, what it needs and what to do.
 */
export function assertCarried(plan: Plan, wire: readonly string[]): void {
  for (const { name, kind, settings } of plan.faults) {
    const fault = findFault(kind ?? name)
    if (fault) assertExpressible(fault, settings, wire)
  }
}
