import type { FlowName } from '../domain/names.js'
import { confirmationFlow } from './confirmation.js'
import { consumptionFlow } from './consumption.js'
import type { AnyFlow } from './contract.js'
import { reversalFlow } from './reversal.js'

export type { AnyFlow, Flow } from './contract.js'

/** Every flow: the only list. */
export const flows: readonly AnyFlow[] = [confirmationFlow, consumptionFlow, reversalFlow]

/** The flow of that name, or undefined. */
export function flowOf(name: FlowName): AnyFlow | undefined {
  return flows.find((flow) => flow.words.name === name)
}
