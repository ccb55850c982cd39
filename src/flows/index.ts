import type { FlowName } from '../domain/fact.js'
import { confirmationFlow } from './confirmation.js'
import { consumptionFlow } from './consumption.js'
import type { Flow } from './contract.js'
import { reversalFlow } from './reversal.js'

/** Every flow: the only list. */
export const flowKinds: Readonly<Record<FlowName, Flow>> = {
  confirmation: confirmationFlow,
  consumption: consumptionFlow,
  reversal: reversalFlow,
}
